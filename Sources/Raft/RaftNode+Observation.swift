/// What checks ask after every turn, cheaper than `status()`.
extension RaftNode {
    /// To whom this leader is handing over.
    package var transferTarget: NodeID? { self.leadership?.transferTarget }

    /// Whether it knows that it has lost what it acknowledged, and takes no part any more.
    package var isQuarantined: Bool { self.repair.forgotten != nil }

    /// On a leader, the most appends that are on their way to one member.
    package var mostInflight: Int {
        self.leadership?.peers.map(\.progress.inflightCount).max() ?? 0
    }
}
