package import Raft

/// Compares this node's state digests with those of the others.
///
/// Equal logs give equal states; a digest that differs means that a defect or bad hardware made one
/// node's rooms differ from the others'. The minority stops serving; where no majority agrees, all
/// of them do, for nobody can say who is right.
package struct DigestWatch: Sendable {
    package enum Verdict: Equatable, Sendable {
        case agreed
        /// Another node differs; most agree with this one.
        case peerDiverged(NodeID, at: LogIndex)
        /// Most nodes agree on a digest that is not this one's.
        case ownStateDiverged(at: LogIndex)
        /// The nodes differ, and none of the digests has a majority.
        case undecided(at: LogIndex)
    }

    /// Of this node, ascending by index; the newest `Limits.digestHistory`.
    package private(set) var own: [DigestReport] = []
    /// The newest report of each other node, waiting for the own digest or for more votes; sorted
    /// by node.
    private var reports: [(node: NodeID, report: DigestReport)] = []

    package init() {}

    package mutating func record(_ report: DigestReport) {
        self.own.append(report)
        if self.own.count > Limits.digestHistory {
            self.own.removeFirst()
        }
    }

    package mutating func receive(_ report: DigestReport, from node: NodeID) {
        self.reports.removeAll { $0.node == node }
        let position = self.reports.firstIndex { $0.node > node } ?? self.reports.endIndex
        self.reports.insert((node, report), at: position)
        if self.reports.count > Limits.members {
            self.reports.removeLast()
        }
    }

    /// Judges each report for which the own digest is known, and forgets it once all agree.
    package mutating func judge(voters: [NodeID]) -> Verdict {
        var verdict = Verdict.agreed
        for (node, report) in self.reports {
            guard let mine = self.own.first(where: { $0.index == report.index }),
                mine.digest != report.digest
            else { continue }
            let peers = self.reports.filter {
                voters.contains($0.node) && $0.report.index == report.index
            }
            let majority = voters.count / 2 + 1
            let withMe = 1 + peers.count { $0.report.digest == mine.digest }
            // Not this report's digest alone: another one that differs may have the majority.
            let isOutvoted = peers.contains { other in
                other.report.digest != mine.digest
                    && peers.count { $0.report.digest == other.report.digest } >= majority
            }
            if isOutvoted { return .ownStateDiverged(at: report.index) }
            if withMe >= majority {
                verdict = .peerDiverged(node, at: report.index)
            } else if withMe + peers.count(where: { $0.report.digest != mine.digest })
                >= voters.count
            {
                return .undecided(at: report.index)
            }
        }
        return verdict
    }
}
