import Raft
import Testing

/// Seeded random schedules of messages, disks, clocks and crashes, with the safety properties of
/// the paper's figure 3 checked after every step. The simulator of whole nodes will do more; this
/// keeps the consensus honest by itself.
@Suite struct RandomScheduleTests {
    @Test(arguments: 0..<300 as Range<UInt64>) func safetyHoldsUnderARandomSchedule(seed: UInt64) {
        var random = SplitMix64(seed: seed &* 7_919 &+ 13)
        let cluster = TestCluster([1, 3, 5][Int(random.next(below: 3))], seed: seed)
        var ghost = Ghost()
        for step in 0..<1_500 {
            Self.act(on: cluster, random: &random, step: step)
            if let violation = ghost.check(cluster) {
                Issue.record("seed \(seed), step \(step): \(violation)")
                return
            }
        }
        // Liveness: with everyone up and nothing lost, a leader appears and all logs agree.
        for node in cluster.nodes where !node.isUp { node.restart() }
        for _ in 0..<60 {
            cluster.tick(cluster.nodes.map(\.id.rawValue))
            cluster.settle()
        }
        #expect(cluster.leaders.count == 1, "seed \(seed)")
        let logs = Set(cluster.nodes.map(\.entries))
        #expect(logs.count == 1, "seed \(seed)")
        #expect(ghost.check(cluster) == nil, "seed \(seed)")
    }

    private static func act(on cluster: TestCluster, random: inout SplitMix64, step: Int) {
        let node = cluster.nodes[Int(random.next(below: UInt64(cluster.nodes.count)))]
        switch random.next(below: 100) {
        case 0..<35:
            cluster.collect()
            guard !cluster.inFlight.isEmpty else { return }
            let position = Int(random.next(below: UInt64(cluster.inFlight.count)))
            let message = cluster.take(at: position)
            cluster.deliver(message)
            if random.next(below: 10) == 0 { cluster.deliver(message) }
        case 35..<60:
            cluster.collect()
            for _ in 0..<min(8, cluster.inFlight.count) { cluster.deliver(cluster.take(at: 0)) }
        case 60..<65:
            if !cluster.inFlight.isEmpty { _ = cluster.take(at: 0) }
        case 65..<80:
            if node.isUp { node.raft.tick() }
        case 80..<90:
            if node.isUp { node.sync(Int(random.next(below: 3))) }
        case 90..<96:
            for leader in cluster.leaders {
                _ = leader.raft.propose([UInt8(truncatingIfNeeded: step)])
            }
        case 96:
            node.crash()
        case 97..<99:
            if !node.isUp { node.restart() }
        default:
            _ = node.isUp ? node.raft.transferLeadership(to: nil) : .refused(.noCandidate)
        }
    }
}

/// What has been true once and must stay true.
private struct Ghost {
    private var leaders: [Term: NodeID] = [:]
    private var committed: [Entry] = []
    private var terms: [NodeID: Term] = [:]

    /// Election safety, leader completeness, state machine safety, and terms that never fall.
    mutating func check(_ cluster: TestCluster) -> String? {
        for node in cluster.nodes where node.isUp {
            let status = node.raft.status()
            if status.term < node.disk.hardState.term {
                return "node \(node.id) went back from term \(node.disk.hardState.term)"
            }
            if status.role == .leader {
                if let other = self.leaders[status.term], other != node.id {
                    return "nodes \(other) and \(node.id) both lead term \(status.term)"
                }
                self.leaders[status.term] = node.id
            }
            for (position, entry) in node.applied.enumerated() {
                if position < self.committed.count {
                    guard self.committed[position] == entry else {
                        return "node \(node.id) applied another entry at \(entry.index)"
                    }
                } else {
                    guard entry.index.rawValue == UInt64(position + 1) else {
                        return "node \(node.id) applied \(entry.index) out of order"
                    }
                    self.committed.append(entry)
                }
            }
            if status.role == .leader, status.lastIndex < LogIndex(UInt64(self.committed.count)),
                status.term > (self.committed.last?.term ?? .zero)
            {
                return "leader \(node.id) of term \(status.term) lacks committed entries"
            }
        }
        return self.checkDurability(cluster)
    }

    /// Every committed entry is on the disks of a majority.
    private func checkDurability(_ cluster: TestCluster) -> String? {
        guard let last = self.committed.last else { return nil }
        let holders = cluster.nodes.count { node in
            let position = Int(last.index.rawValue) - 1
            return position < node.entries.count && node.entries[position] == last
        }
        return holders > cluster.nodes.count / 2
            ? nil : "entry \(last.index) is committed and on \(holders) disks only"
    }
}
