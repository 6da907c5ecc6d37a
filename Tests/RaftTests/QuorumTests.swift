import Raft
import Testing

/// Majorities against a twin that counts by brute force.
@Suite struct QuorumTests {
    @Test func quorumsEqualABruteForceCount() {
        var random = SplitMix64(seed: 20_261_123)
        for round in 0..<20_000 {
            var membership = Membership.empty
            membership.incoming = Self.nodes(&random, atLeast: 1)
            membership.outgoing = random.next(below: 2) == 0 ? [] : Self.nodes(&random, atLeast: 1)
            let match = (0..<8).map { _ in random.next(below: 6) }
            let quorum = Quorum(membership)
            let reached = quorum.reached { match[Int($0.rawValue)] }
            let expected = (0...6 as ClosedRange<UInt64>).reversed().first { value in
                Self.hasMajority(membership) { match[Int($0.rawValue)] >= value }
            }
            #expect(reached == expected, "round \(round)")

            let votes = (0..<8).map { _ in [true, false, nil][Int(random.next(below: 3))] }
            let isWon = Self.hasMajority(membership) { votes[Int($0.rawValue)] == true }
            let canWin = Self.hasMajority(membership) { votes[Int($0.rawValue)] != false }
            let result = quorum.result { votes[Int($0.rawValue)] }
            #expect(result == (isWon ? .won : canWin ? .pending : .lost), "round \(round)")
        }
    }

    private static func nodes(_ random: inout SplitMix64, atLeast: Int) -> [NodeID] {
        var nodes: [NodeID] = []
        while nodes.count < atLeast {
            nodes = (0..<8).filter { _ in random.next(below: 2) == 0 }.map { NodeID($0) }
        }
        return nodes
    }

    private static func hasMajority(
        _ membership: Membership, _ isCounted: (NodeID) -> Bool
    ) -> Bool {
        let halves = [membership.incoming, membership.outgoing].filter { !$0.isEmpty }
        return halves.allSatisfy { half in half.filter(isCounted).count * 2 > half.count }
    }
}
