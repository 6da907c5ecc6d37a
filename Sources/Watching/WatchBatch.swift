package import Raft
package import RoomReplica
import RoomState

/// The changes of one applied batch, for the loops that tell them.
package struct WatchBatch: Sendable {
    /// In the order in which they are told.
    package let changes: [WatchedChange]
    /// Everything up to here is applied.
    package let through: LogIndex

    /// - Parameter changes: what was applied, all of it, in the order of the log.
    package init(_ changes: [AppliedChange], through index: LogIndex) {
        self.changes = Self.ordered(changes).map { WatchedChange($0) }
        self.through = index
    }

    /// Puts the changes of one entry in the order of room id and revision, which is the same on
    /// every node and also that of a replay.
    static func ordered(_ changes: [AppliedChange]) -> [AppliedChange] {
        let isOrdered = zip(changes, changes.dropFirst()).allSatisfy { $0.index < $1.index }
        if isOrdered { return changes }
        return changes.sorted { left, right in
            if left.index != right.index { return left.index < right.index }
            if left.change.roomID != right.change.roomID {
                return left.change.roomID < right.change.roomID
            }
            return left.change.revision < right.change.revision
        }
    }
}
