import RoomProtocol

/// Compares what nodes say of their states, at places of the log that two or more of them tell of.
///
/// A node under load is never asked at the same moment as another one. But each tells its digests
/// at every 1,024th entry of late, besides the present one, so there are places in common. What was
/// told once is kept: a later look can only add to it.
struct DigestComparison {
    enum Verdict: Equatable {
        /// Equal with `nodes` at `index`, and different nowhere.
        case same(as: [UInt64], at: UInt64)
        /// The first place at which it is not what most say; `nodes` say otherwise.
        case differs(from: [UInt64], at: UInt64)
        /// There is no place that it and another node tell of.
        case nothingInCommon
    }

    /// By index, then by node.
    private var digests: [UInt64: [UInt64: String]] = [:]
    private(set) var nodes: Set<UInt64> = []
    private var newest: [UInt64: UInt64] = [:]

    mutating func add(_ status: Roomkeeper_V1_NodeStatusResponse) {
        let node = status.nodeID
        self.nodes.insert(node)
        self.newest[node] = max(self.newest[node] ?? 0, status.appliedIndex)
        self.digests[status.appliedIndex, default: [:]][node] = status.stateDigest
        for place in status.digests {
            self.digests[place.appliedIndex, default: [:]][node] = place.stateDigest
        }
        self.forgetTheOldest()
    }

    /// How far a node was when it was asked last.
    func appliedIndex(of node: UInt64) -> UInt64 { self.newest[node] ?? 0 }

    /// As of the newest place in common, unless it differs anywhere.
    func verdict(on node: UInt64) -> Verdict {
        var verdict = Verdict.nothingInCommon
        for index in self.digests.keys.sorted() {
            guard let place = self.digests[index], let own = place[node], place.count > 1 else {
                continue
            }
            let equal = place.filter { $0.key != node && $0.value == own }.keys.sorted()
            let others = place.filter { $0.value != own }.keys.sorted()
            // Where neither side has more nodes, nobody can say who is right: each differs.
            guard others.count <= equal.count else { return .differs(from: others, at: index) }
            verdict = .same(as: equal, at: index)
        }
        return verdict
    }

    private mutating func forgetTheOldest() {
        while self.digests.count > Limits.comparedDigests, let oldest = self.digests.keys.min() {
            self.digests[oldest] = nil
        }
    }
}
