/// What a node must have on disk before it answers anyone (Raft, figure 2: persistent state).
package struct HardState: Hashable, Sendable {
    /// Never falls.
    package var term: Term
    /// Invariant: once set within a term, never changed within it.
    package var votedFor: NodeID?
    /// A hint that spares work after a restart; safety does not depend on it.
    ///
    /// Never falls.
    package var commitIndex: LogIndex

    package static let initial = HardState(term: .zero, votedFor: nil, commitIndex: .zero)

    package init(term: Term, votedFor: NodeID?, commitIndex: LogIndex) {
        self.term = term
        self.votedFor = votedFor
        self.commitIndex = commitIndex
    }
}
