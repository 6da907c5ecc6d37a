import ByteCoding
import Raft
import RoomReplica
import Testing

/// Who is believed when the nodes' states differ.
@Suite struct DigestWatchTests {
    private static let index = LogIndex(16)

    // Any number of voters and learners report one of three digests, or none, in any order; a twin
    // counts what each digest has.
    @Test func verdictsEqualABruteForceCount() {
        var random = SplitMix64(seed: 20_261_126)
        var verdicts: [String: Int] = [:]
        for round in 0..<20_000 {
            let voters = (1...(1 + random.next(below: 7))).map { NodeID($0) }
            let own = random.next(below: 3)
            // Node 1 is the one that judges; two beyond the voters are learners.
            var reports: [(node: NodeID, digest: UInt64)] = []
            for node in 2...(UInt64(voters.count) + 2) where random.next(below: 5) > 0 {
                reports.append((NodeID(node), random.next(below: 3)))
            }
            var watch = DigestWatch()
            let recordsFirst = random.next(below: 2) == 0
            if recordsFirst { watch.record(Self.report(own)) }
            for position in reports.indices.reversed() {
                watch.receive(Self.report(reports[position].digest), from: reports[position].node)
            }
            if !recordsFirst { watch.record(Self.report(own)) }
            let verdict = watch.judge(voters: voters)
            #expect(
                verdict == Self.expected(own: own, reports, voters: voters),
                "round \(round): own \(own), others \(reports), voters \(voters.count)")
            verdicts[Self.kind(verdict), default: 0] += 1
        }
        // Each of the four is met often.
        #expect(verdicts.count == 4 && verdicts.values.allSatisfy { $0 > 500 }, "\(verdicts)")
    }

    @Test func aReportOfAnotherIndexSaysNothing() {
        var watch = DigestWatch()
        watch.record(Self.report(1))
        watch.receive(
            DigestReport(index: LogIndex(32), digest: StableHash(high: 0, low: 2)), from: NodeID(2))
        #expect(watch.judge(voters: [NodeID(1), NodeID(2)]) == .agreed)
    }

    private static func report(_ digest: UInt64) -> DigestReport {
        DigestReport(index: Self.index, digest: StableHash(high: 0, low: digest))
    }

    private static func expected(
        own: UInt64, _ reports: [(node: NodeID, digest: UInt64)], voters: [NodeID]
    ) -> DigestWatch.Verdict {
        guard let last = reports.last(where: { $0.digest != own }) else { return .agreed }
        var votes = [own]
        votes += reports.filter { voters.contains($0.node) }.map(\.digest)
        func hasMajority(_ digest: UInt64) -> Bool {
            votes.filter { $0 == digest }.count * 2 > voters.count
        }
        if (0..<3).contains(where: { $0 != own && hasMajority($0) }) {
            return .ownStateDiverged(at: Self.index)
        }
        if hasMajority(own) { return .peerDiverged(last.node, at: Self.index) }
        return votes.count >= voters.count ? .undecided(at: Self.index) : .agreed
    }

    private static func kind(_ verdict: DigestWatch.Verdict) -> String {
        switch verdict {
        case .agreed: "agreed"
        case .peerDiverged: "peer diverged"
        case .ownStateDiverged: "own state diverged"
        case .undecided: "undecided"
        }
    }
}
