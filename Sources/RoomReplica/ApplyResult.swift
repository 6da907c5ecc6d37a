package import Raft
package import RoomState

/// What applying a batch of entries came to.
///
/// The rooms must be visible to readers before the result is handed to the `Replica`, for it
/// releases the answers. Nothing of it need be stored by then: the log has it.
package struct ApplyResult: Equatable, Sendable {
    package var applied: AppliedState
    /// One for each command of the batch, ascending.
    package var outcomes: [Outcome]
    /// What the batch's commands changed, in order: the last change of a room counts.
    package var changes: [AppliedChange]
    /// All rooms, ended ones too.
    package var roomCount: UInt64
    /// The digest after each index that is a multiple of `Limits.digestInterval`.
    package var digests: [DigestReport]
    /// When the next deadline of any room is due; `nil` when there is none.
    package var nextDueTime: GroupTime?
    /// Before this no paused room ends for want of its host.
    package var livenessFloor = GroupTime.zero
    package var presences = PresenceUpdate()

    /// How the presences that are to be kept up by heartbeats have changed.
    package struct PresenceUpdate: Equatable, Sendable {
        /// All there were before the batch, in the first result after the state was opened: they
        /// take the place of whatever was known before.
        package var all: [HostPresence]?
        /// What the batch changed, in order.
        package var changes: [PresenceChange] = []

        package init() {}
    }

    package struct Outcome: Equatable, Sendable {
        package var index: LogIndex
        package var term: Term
        package var groupTime: GroupTime
        package var outcome: RoomOutcome

        package init(index: LogIndex, term: Term, groupTime: GroupTime, outcome: RoomOutcome) {
            self.index = index
            self.term = term
            self.groupTime = groupTime
            self.outcome = outcome
        }
    }

    package init(
        applied: AppliedState, outcomes: [Outcome], changes: [AppliedChange],
        roomCount: UInt64, digests: [DigestReport]
    ) {
        self.applied = applied
        self.outcomes = outcomes
        self.changes = changes
        self.roomCount = roomCount
        self.digests = digests
    }
}

/// Why a batch could not be applied.
///
/// The node stops: to skip an entry would be to diverge.
package enum ApplyFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Written by a newer version, or damaged.
    case undecodable(index: LogIndex, reason: String)
    case unreadableState(String)
    /// The log has reached a feature level that this node does not understand.
    case levelNotUnderstood(FeatureLevel, understood: FeatureLevel)

    package var description: String {
        switch self {
        case .undecodable(let index, let reason):
            "entry \(index) cannot be applied: \(reason); it may come from a newer version"
        case .unreadableState(let reason):
            "the state cannot be read: \(reason)"
        case .levelNotUnderstood(let level, let understood):
            "the cluster is at feature level \(level), and this node understands up to "
                + "\(understood): run a release that understands \(level), and take the setting "
                + "feature-level away if there is one"
        }
    }
}
