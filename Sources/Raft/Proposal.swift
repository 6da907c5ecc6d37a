/// What became of a proposal at this node.
package enum Proposal: Equatable, Sendable {
    case appended(index: LogIndex, term: Term)
    /// Nothing was appended, and nothing will be.
    case refused(ProposalRefusal)
}

package enum ProposalRefusal: Equatable, Sendable {
    /// With the leader, if one is known.
    case notLeader(NodeID?)
    case transferring(to: NodeID)
    /// The payload is above the limit, in bytes.
    case tooLarge(limit: Int)
    /// As many bytes as allowed are appended and not yet committed.
    case tooMuchUncommitted(limit: Int)
}

/// What became of the wish to hand over leadership.
package enum TransferOutcome: Equatable, Sendable {
    /// On its way; given up after an election timeout.
    case begun(NodeID)
    /// The target leads already.
    case done(NodeID)
    case refused(TransferRefusal)
}

package enum TransferRefusal: Equatable, Sendable {
    case notLeader(NodeID?)
    case notVoter(NodeID)
    /// No other voter has answered lately.
    case noCandidate
}
