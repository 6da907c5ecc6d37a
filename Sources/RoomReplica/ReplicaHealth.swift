internal import Raft

/// Whether a replica may serve, and why not, in words.
struct ReplicaHealth: Sendable {
    static let catchingUp =
        "this node has started and has not yet applied what was committed before"

    private var divergence: Divergence?
    /// What an operator should look at though this node serves; `nil` when there is nothing.
    private(set) var alarm: String?

    private enum Divergence: Sendable {
        case own(LogIndex)
        case undecided(LogIndex)
    }

    /// Sticks: a state that differed once is wrong until it is replaced.
    mutating func note(_ verdict: DigestWatch.Verdict) {
        switch verdict {
        case .agreed:
            break
        case .peerDiverged(let node, let index):
            self.alarm = """
                the state of node \(node) differed from the majority's at index \(index): replace \
                that node
                """
        case .ownStateDiverged(let index):
            self.divergence = .own(index)
        case .undecided(let index):
            if self.divergence == nil { self.divergence = .undecided(index) }
        }
    }

    var refusalOfReads: String? {
        guard case .own(let index) = self.divergence else { return nil }
        return """
            the state of this node differed from the majority's at index \(index): its rooms are \
            not served; replace this node
            """
    }

    var refusalOfWrites: String? {
        switch self.divergence {
        case .none:
            return nil
        case .own:
            return self.refusalOfReads
        case .undecided(let index):
            return """
                the nodes' states differ at index \(index) and none has a majority: writes are \
                refused until an operator restores one of them
                """
        }
    }

    func notReadyReason(hasCaughtUp: Bool, leader: NodeID?) -> String? {
        if let reason = self.refusalOfWrites { return reason }
        if !hasCaughtUp { return Self.catchingUp }
        return leader == nil ? "no leader is known" : nil
    }
}
