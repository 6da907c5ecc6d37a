/// A copy of what a `RaftNode` knows, for status, metrics and tests.
package struct RaftStatus: Equatable, Sendable {
    package enum Role: String, Sendable {
        case follower
        case preCandidate = "pre-candidate"
        case candidate
        case leader
    }

    package struct Peer: Equatable, Sendable {
        package var node: NodeID
        package var matchIndex: LogIndex
        package var nextIndex: LogIndex
        /// Whether it answered within the last one or two election timeouts, and its process is not
        /// known to have ended since.
        package var isAnswering: Bool
        /// Whether it waits for, or receives, a snapshot.
        package var needsSnapshot: Bool

        package init(
            node: NodeID, matchIndex: LogIndex, nextIndex: LogIndex, isAnswering: Bool,
            needsSnapshot: Bool = false
        ) {
            self.node = node
            self.matchIndex = matchIndex
            self.nextIndex = nextIndex
            self.isAnswering = isAnswering
            self.needsSnapshot = needsSnapshot
        }
    }

    package var node: NodeID
    package var role: Role
    package var term: Term
    package var votedFor: NodeID?
    package var leader: NodeID?
    package var truncatedIndex: LogIndex
    package var lastIndex: LogIndex
    package var lastTerm: Term
    package var commitIndex: LogIndex
    package var applyingIndex: LogIndex
    package var appliedIndex: LogIndex
    package var durableIndex: LogIndex
    package var transferTarget: NodeID?
    package var membership: Membership
    /// Where `membership` was appended.
    package var membershipIndex: LogIndex
    /// What this node acknowledged and no longer holds; with it, it takes no part any more.
    package var forgotten: Reminder?
    /// On a leader, one for each other member, sorted by node; otherwise empty.
    package var peers: [Peer]

    package init(
        node: NodeID, role: Role, term: Term, votedFor: NodeID?, leader: NodeID?,
        truncatedIndex: LogIndex, lastIndex: LogIndex, lastTerm: Term, commitIndex: LogIndex,
        applyingIndex: LogIndex, appliedIndex: LogIndex, durableIndex: LogIndex,
        transferTarget: NodeID?, membership: Membership, membershipIndex: LogIndex = .zero,
        forgotten: Reminder? = nil, peers: [Peer]
    ) {
        self.node = node
        self.role = role
        self.term = term
        self.votedFor = votedFor
        self.leader = leader
        self.truncatedIndex = truncatedIndex
        self.lastIndex = lastIndex
        self.lastTerm = lastTerm
        self.commitIndex = commitIndex
        self.applyingIndex = applyingIndex
        self.appliedIndex = appliedIndex
        self.durableIndex = durableIndex
        self.transferTarget = transferTarget
        self.membership = membership
        self.membershipIndex = membershipIndex
        self.forgotten = forgotten
        self.peers = peers
    }
}
