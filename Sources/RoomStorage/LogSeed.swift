import Raft
import RoomReplica

/// What a new log begins with: what lies before its first entry, and who are the members then.
struct LogSeed: Sendable {
    var begin: LogPosition
    /// The term of the hard state, in which nobody has its vote.
    var term: Term
    var membership: MembershipRecord

    /// A log of a cluster that has none yet.
    init(_ membership: Membership) {
        self.init(
            begin: LogPosition(index: .zero, term: .zero), term: .zero,
            membership: MembershipRecord(index: .zero, membership: membership))
    }

    init(begin: LogPosition, term: Term, membership: MembershipRecord) {
        self.begin = begin
        self.term = term
        self.membership = membership
    }
}
