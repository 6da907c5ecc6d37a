/// A change of a room with the log index of the entry that caused it, as the ring keeps it.
package struct RecordedChange: Equatable, Sendable {
    package var index: UInt64
    package var change: RoomChange

    package init(index: UInt64, change: RoomChange) {
        self.index = index
        self.change = change
    }
}
