package import Raft
package import RoomState

/// What a proposal came to once it was applied, and where in the log it stands.
package struct AppliedOutcome: Equatable, Sendable {
    package var index: LogIndex
    package var outcome: RoomOutcome
    /// Group time of the entry.
    package var groupTime: GroupTime

    package init(index: LogIndex, outcome: RoomOutcome, groupTime: GroupTime) {
        self.index = index
        self.outcome = outcome
        self.groupTime = groupTime
    }
}
