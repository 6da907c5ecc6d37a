import ByteCoding
import MemoryState
import Raft
import RoomReplica
import RoomState
import Testing

/// The bounds of `Limits` but for those of snapshots, each reached: what happens at it, and what
/// one beyond it.
///
/// The largest command has its test in `ReplicaFrameCodingTests`.
@Suite struct LimitTests {
    private typealias Limits = RoomReplica.Limits

    private static let mebibyte = 1 << 20
    private static let coding = ReplicaFrameCoding(cluster: ClusterID(1), group: .first)

    // MARK: - Proposals and reads

    @Test func moreWaitingProposalsThanTheLimitAreRefused() throws {
        let node = try TestReplica(id: NodeID(1), members: [NodeID(1), NodeID(2)])
        let limit = UInt64(Limits.waitingProposals)
        for ticket in 1...limit { node.propose(bytes: [0], ticket: ticket) }
        _ = try node.turn()
        #expect(node.answers.isEmpty)
        node.propose(bytes: [0], ticket: limit + 1)
        _ = try node.turn()
        #expect(node.answers.count == 1)
        #expect(
            node.answers[limit + 1] == .failure(.overloaded(limit: "\(limit) proposals wait")))
        // Room again: one caller waits no longer.
        node.expire(proposal: 1)
        node.propose(bytes: [0], ticket: limit + 2)
        _ = try node.turn()
        #expect(node.answers[limit + 2] == nil)
    }

    @Test func moreBytesOfProposalsThanTheLimitAreRefused() throws {
        let node = try TestReplica(id: NodeID(1), members: [NodeID(1), NodeID(2)])
        let command = [UInt8](repeating: 0, count: Self.mebibyte)
        let count = UInt64(Limits.unansweredBytes / Self.mebibyte)
        for ticket in 1...count { node.propose(bytes: command, ticket: ticket) }
        _ = try node.turn()
        #expect(node.answers.isEmpty)
        node.propose(bytes: [0], ticket: count + 1)
        _ = try node.turn()
        #expect(
            node.answers == [
                count + 1: .failure(
                    .overloaded(limit: "\(Limits.unansweredBytes) bytes of proposals wait"))
            ])
    }

    @Test func moreWaitingReadsThanTheLimitAreRefused() throws {
        // The node itself waits for one read since it started.
        let node = try TestReplica(id: NodeID(1), members: [NodeID(1), NodeID(2)])
        let limit = UInt64(Limits.waitingReads)
        for ticket in 1..<limit { node.read(.linearizable, ticket: ticket) }
        _ = try node.turn()
        #expect(node.reads.isEmpty)
        node.read(.atLeast(LogIndex(1)), ticket: limit)
        _ = try node.turn()
        #expect(node.reads.count == 1)
        guard case .failure(.overloaded(let words)) = node.reads[limit] else {
            Issue.record("one read too many was answered by \(node.reads)")
            return
        }
        #expect(words == "\(limit) reads wait")
    }

    // MARK: - Frames

    @Test func whatGatheredWithoutALeaderIsForwardedInFramesThatALinkCarries() throws {
        // Sixty mebibytes wait on a follower; when a leader is known they leave in one turn.
        let node = try TestReplica(id: NodeID(1), members: [NodeID(1), NodeID(2)])
        let command = [UInt8](repeating: 0, count: Self.mebibyte)
        for ticket in 1...60 as ClosedRange<UInt64> { node.propose(bytes: command, ticket: ticket) }
        _ = try node.turn()
        let outgoing = try Self.forwards(of: node)
        let payloads = outgoing.flatMap { Self.coding.encode($0.frame) }
        let largest = payloads.map(\.count).max() ?? 0
        #expect(largest >= Limits.frameBytes)
        // A forward is closed when it is large enough, and then the frame with it.
        #expect(largest <= 2 * (Limits.frameBytes + Self.mebibyte))
        #expect(payloads.reduce(0) { $0 + $1.count } > 60 * Self.mebibyte)
    }

    @Test func aForwardHoldsAsManyCommandsAsTheLimit() throws {
        let command = try ReplicaTests.create(owner: "alice", request: "r").encoded()
        for (count, isTaken) in [(Limits.frameItems, true), (Limits.frameItems + 1, false)] {
            let commands = (1...count).map {
                ForwardedCommand(ticket: UInt64($0), command: command)
            }
            let frame = ReplicaFrame(
                groupTime: .zero, wallMilliseconds: 0, messages: [.forward(commands)])
            let decoded = try? Self.coding.decode(Self.coding.encode(frame)[0])
            #expect((decoded != nil) == isTaken, "\(count) commands")
        }
    }

    @Test func aFrameHoldsAsManyMessagesAsTheLimit() throws {
        let report = DigestReport(index: LogIndex(1), digest: StableHash(high: 1, low: 2))
        let frame = ReplicaFrame(
            groupTime: .zero, wallMilliseconds: 0,
            messages: Array(repeating: .digest(report), count: Limits.frameItems + 1))
        let counts = try Self.coding.encode(frame).map {
            try Self.coding.decode($0).messages.count
        }
        #expect(counts == [Limits.frameItems, 1])
    }

    @Test func aFrameWithMoreMessagesIsNotDecoded() throws {
        let report = ReplicaMessage.digest(
            DigestReport(index: LogIndex(1), digest: StableHash(high: 1, low: 2)))
        func payload(_ count: Int) -> [UInt8] {
            let messages = Array(repeating: report, count: count)
            return Self.coding.encode(
                ReplicaFrame(groupTime: .zero, wallMilliseconds: 0, messages: messages))[0]
        }
        let size = payload(2).count - payload(1).count
        let most = payload(Limits.frameItems)
        #expect(try Self.coding.decode(most).messages.count == Limits.frameItems)
        #expect(throws: DecodingFailure.self) {
            try Self.coding.decode(most + most.suffix(size))
        }
    }

    // MARK: - Digests

    @Test func aDigestIsReportedAtEveryMultipleOfTheInterval() throws {
        let state = MemoryState()
        var applier = try RoomApplier(group: .first, reader: state)
        let interval = Limits.digestInterval
        let before = try applier.apply(Self.noops(1..<interval))
        #expect(before.digests.isEmpty)
        let after = try applier.apply(Self.noops(interval..<(2 * interval + 2)))
        #expect(after.digests.map(\.index.rawValue) == [interval, 2 * interval])
    }

    @Test func asManyOwnDigestsAreRememberedAsTheLimit() {
        var watch = DigestWatch()
        for index in 1...UInt64(Limits.digestHistory + 1) {
            watch.record(Self.report(index, low: 1))
        }
        let voters = [NodeID(1), NodeID(2)]
        // The first one is forgotten, so nobody can differ from it; the second one is not.
        watch.receive(Self.report(1, low: 9), from: NodeID(2))
        let ofForgotten = watch.judge(voters: voters)
        #expect(ofForgotten == .agreed)
        watch.receive(Self.report(2, low: 9), from: NodeID(2))
        let ofOldest = watch.judge(voters: voters)
        #expect(ofOldest == .undecided(at: LogIndex(2)))
    }

    @Test func thereAreDigestsAndClocksOfAsManyMembersAsTheLimit() {
        let now = ClockReading(bootMilliseconds: 1000, wallMilliseconds: 50_000)
        for (count, isHeard) in [(Limits.members, true), (Limits.members + 1, false)] {
            var watch = DigestWatch()
            var clock = GroupClock(now: now)
            watch.record(Self.report(1, low: 1))
            // All agree but the last one, whose clock is also the only one that is behind.
            for node in 2...UInt64(count + 1) {
                let isLast = node == UInt64(count + 1)
                watch.receive(Self.report(1, low: isLast ? 9 : 1), from: NodeID(node))
                clock.observeWall(isLast ? 40_000 : 50_000, of: NodeID(node))
            }
            let pair = [NodeID(1), NodeID(UInt64(count + 1))]
            let verdict = watch.judge(voters: pair)
            #expect((verdict != .agreed) == isHeard, "\(count) members")
            clock.anchorAtElection(voters: pair, own: NodeID(1))
            #expect(
                clock.groupTime.milliseconds == (isHeard ? 40_000 : 50_000), "\(count) members")
        }
    }

    // MARK: - What is not stored yet

    @Test func changesAreStoredAfterAsManyEntriesAsTheLimit() throws {
        var applier = try RoomApplier(group: .first, reader: MemoryState())
        let limit = UInt64(Limits.unstoredEntries)
        _ = try applier.apply(Self.noops(1..<limit))
        var mustStore = applier.mustStore
        #expect(!mustStore)
        _ = try applier.apply(Self.noops(limit..<(limit + 1)))
        mustStore = applier.mustStore
        #expect(mustStore)
        _ = try applier.takeChanges()
        mustStore = applier.mustStore
        #expect(!mustStore)
    }

    @Test func changesAreStoredAfterAsManyBytesAsTheLimit() throws {
        var applier = try RoomApplier(group: .first, reader: MemoryState())
        let count = UInt64(Limits.unstoredBytes / Self.mebibyte)
        _ = try applier.apply(Self.noops(1..<count, bytes: Self.mebibyte))
        _ = try applier.apply(Self.noops(count..<(count + 1), bytes: Self.mebibyte - 1))
        var mustStore = applier.mustStore
        #expect(!mustStore)
        _ = try applier.apply(Self.noops((count + 1)..<(count + 2), bytes: 1))
        mustStore = applier.mustStore
        #expect(mustStore)
    }

    // MARK: - Parts

    /// What `node` sends to node 2 once that says that it leads.
    private static func forwards(of node: TestReplica) throws -> [ReplicaReady.Outgoing] {
        let heartbeat = Message(
            from: NodeID(2), to: node.id, term: Term(1),
            body: .heartbeat(Heartbeat(commitIndex: .zero, round: 0)))
        node.receive(
            ReplicaFrame(groupTime: .zero, wallMilliseconds: 0, messages: [.raft(heartbeat)]),
            from: NodeID(2))
        return try node.turn()
    }

    private static func noops(_ indexes: Range<UInt64>, bytes: Int = 0) -> [Entry] {
        let payload = [UInt8](repeating: 0, count: bytes)
        return indexes.map {
            Entry(index: LogIndex($0), term: Term(1), kind: .noop, payload: payload)
        }
    }

    private static func report(_ index: UInt64, low: UInt64) -> DigestReport {
        DigestReport(index: LogIndex(index), digest: StableHash(high: 0, low: low))
    }
}
