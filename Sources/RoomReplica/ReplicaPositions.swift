package import Raft

/// Where a replica stands, at little cost: for checks after every turn.
package struct ReplicaPositions: Equatable, Sendable {
    package var role: RaftStatus.Role
    package var term: Term
    package var leader: NodeID?
    package var truncatedIndex: LogIndex
    package var lastIndex: LogIndex
    package var commitIndex: LogIndex
    package var appliedIndex: LogIndex
    /// To whom a leader is handing over.
    package var transferTarget: NodeID?
    /// Whether it has learnt that it lost what it acknowledged, and takes no part any more.
    package var isQuarantined: Bool
}

extension Replica {
    package var positions: ReplicaPositions {
        ReplicaPositions(
            role: self.raft.role, term: self.raft.term, leader: self.raft.leader,
            truncatedIndex: self.raft.log.truncatedIndex, lastIndex: self.raft.log.lastIndex,
            commitIndex: self.raft.log.commitIndex, appliedIndex: self.applied.index,
            transferTarget: self.raft.transferTarget, isQuarantined: self.raft.isQuarantined)
    }

    package var membership: Membership { self.raft.membership }

    /// The most appends that are on their way to one member, to be held against the window.
    package var mostInflight: Int { self.raft.mostInflight }

    /// The term of the log's entry at `index`; `nil` outside of the log.
    package func term(at index: LogIndex) -> Term? { self.raft.log.term(at: index) }
}
