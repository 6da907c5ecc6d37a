/// One revision of one room, as a reader saw it; shown as `1-4711-9`, uid and revision.
package struct RoomETag: Hashable, Sendable, CustomStringConvertible {
    package var uid: RoomUID
    package var revision: UInt64

    package init(uid: RoomUID, revision: UInt64) {
        self.uid = uid
        self.revision = revision
    }

    /// `nil` unless `text` is exactly what some etag is shown as.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let group = UInt32(parts[0]), let index = UInt64(parts[1]),
            let revision = UInt64(parts[2])
        else { return nil }
        self.init(uid: RoomUID(group: group, index: index), revision: revision)
        // Signs and leading zeros are another text for the same numbers.
        guard self.description == text else { return nil }
    }

    package init(_ text: String, field: @autoclosure () -> String) throws(InvalidField) {
        guard let tag = RoomETag(text) else {
            let count = text.utf8.count
            throw InvalidField(
                field: field(), limit: "the etag of a room that was read, such as 1-4711-9",
                actual: count > Limits.identifierBytes ? "\(count) bytes" : "\"\(text)\"")
        }
        self = tag
    }

    package var description: String { "\(self.uid)-\(self.revision)" }
}

extension Room {
    package var etag: RoomETag { RoomETag(uid: self.head.uid, revision: self.revision) }
}

extension RoomReceipt {
    /// Of the room after the command.
    package var etag: RoomETag { RoomETag(uid: self.uid, revision: self.revision) }
}
