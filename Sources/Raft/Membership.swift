/// Who takes part in the consensus of one group, and how (dissertation, chapter 4).
///
/// All lists are sorted by node and free of duplicates. While `outgoing` is not empty the
/// configuration is joint: a decision needs a majority of both `incoming` and `outgoing`.
package struct Membership: Hashable, Sendable {
    /// The voters, or, while joint, the voters after the change.
    package var incoming: [NodeID]
    /// While joint, the voters before the change; otherwise empty.
    package var outgoing: [NodeID]
    /// Nodes that receive the log and count in no quorum.
    package var learners: [NodeID]
    /// Voters of `outgoing` that become learners when the joint configuration is left.
    package var learnersNext: [NodeID]
    /// Where each node of the lists above is reached; one item for each.
    package var members: [Member]
    /// Nodes that were members once.
    ///
    /// Their ids are never given out again.
    package var removed: [NodeID]

    package static let empty = Membership(voters: [])

    /// A simple configuration of the given voters.
    package init(voters: [Member]) {
        let sorted = voters.sorted { $0.node < $1.node }
        self.incoming = sorted.map(\.node)
        self.outgoing = []
        self.learners = []
        self.learnersNext = []
        self.members = sorted
        self.removed = []
    }

    package var isJoint: Bool { !self.outgoing.isEmpty }

    package func isVoter(_ node: NodeID) -> Bool {
        self.incoming.contains(node) || self.outgoing.contains(node)
    }

    package func contains(_ node: NodeID) -> Bool {
        self.isVoter(node) || self.learners.contains(node)
    }

    package func member(_ node: NodeID) -> Member? {
        self.members.first { $0.node == node }
    }

    /// All voters of either half, sorted, each once.
    package var voters: [NodeID] {
        self.outgoing.isEmpty ? self.incoming : Set(self.incoming + self.outgoing).sorted()
    }

    /// All nodes that receive the log, sorted, each once.
    package var nodes: [NodeID] {
        Set(self.incoming + self.outgoing + self.learners).sorted()
    }
}
