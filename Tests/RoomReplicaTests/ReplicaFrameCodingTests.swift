import ByteCoding
import Raft
import RoomReplica
import RoomState
import Testing

/// Round trips and hostile bytes for the frames between replicas.
@Suite struct ReplicaFrameCodingTests {
    static let coding = ReplicaFrameCoding(cluster: ClusterID(7), group: .first)

    @Test func framesSurviveTheirEncoding() throws {
        var random = SplitMix64(seed: 5)
        for _ in 0..<10_000 {
            let frame = try Self.frame(&random)
            let payloads = Self.coding.encode(frame)
            #expect(payloads.count == 1)
            #expect(try Self.coding.decode(payloads[0]) == frame)
        }
    }

    @Test func aLargeFrameIsSplitAndLosesNothing() throws {
        let entry = Entry(
            index: LogIndex(2), term: Term(1), kind: .command,
            payload: [UInt8](repeating: 3, count: 1 << 20))
        let append = Message(
            from: NodeID(1), to: NodeID(2), term: Term(1),
            body: .appendEntries(
                AppendEntries(
                    previousIndex: LogIndex(1), previousTerm: Term(1), entries: [entry],
                    commitIndex: .zero, round: 0)))
        let frame = ReplicaFrame(
            groupTime: .zero, wallMilliseconds: 1,
            messages: Array(repeating: .raft(append), count: 12))
        let payloads = Self.coding.encode(frame)
        #expect(payloads.count == 3)
        let messages = try payloads.flatMap { try Self.coding.decode($0).messages }
        #expect(messages == frame.messages)
    }

    @Test func damagedFramesAreRefusedOrStillMeanOneFrame() throws {
        var random = SplitMix64(seed: 6)
        for round in 0..<20_000 {
            var bytes = Self.coding.encode(try Self.frame(&random))[0]
            for _ in 0...random.next(below: 3) {
                let position = Int(random.next(below: UInt64(bytes.count)))
                switch random.next(below: 3) {
                case 0: bytes[position] ^= UInt8(1 << random.next(below: 8))
                case 1: bytes[position] = 0xff
                default: bytes.removeSubrange((position + 1)...)
                }
            }
            guard let decoded = try? Self.coding.decode(bytes) else { continue }
            #expect(Self.coding.encode(decoded) == [bytes], "round \(round)")
        }
    }

    @Test func aForwardedCommandThatNoReplicaCouldDecodeIsRefused() throws {
        let frame = ReplicaFrame(
            groupTime: .zero, wallMilliseconds: 0,
            messages: [.forward([ForwardedCommand(ticket: 1, command: [9, 9, 9])])])
        #expect(throws: DecodingFailure.self) {
            try Self.coding.decode(Self.coding.encode(frame)[0])
        }
    }

    @Test func theLargestCommandsCanBeForwarded() throws {
        // What a follower's door lets in, the leader must be able to read.
        var update = RoomOperation.UpdateInfo()
        update.title = String(repeating: "t", count: 800)
        update.description = String(repeating: "d", count: 2048)
        update.coverURI = String(repeating: "c", count: 512)
        update.labels = (10..<26).map {
            Label(
                key: "\($0)" + String(repeating: "k", count: 62),
                value: String(repeating: "v", count: 256))
        }
        var command = try ReplicaTests.create(owner: "alice", request: "r")
        command.target = .room(try #require(RoomID("1")))
        command.operations = Array(repeating: .updateInfo(update), count: 64)
        try command.validate()
        let encoded = command.encoded()
        #expect(encoded.count > 512 << 10)
        let frame = ReplicaFrame(
            groupTime: .zero, wallMilliseconds: 0,
            messages: [.forward([ForwardedCommand(ticket: 1, command: encoded)])])
        #expect(try Self.coding.decode(Self.coding.encode(frame)[0]) == frame)
    }

    @Test func moreHeartbeatsThanABatchHoldsAreRefused() throws {
        let batch = ForwardedHeartbeats(
            ticket: 1, heartbeats: try Self.heartbeats(Limits.heartbeatsPerBatch + 1))
        let frame = ReplicaFrame(
            groupTime: .zero, wallMilliseconds: 0, messages: [.heartbeats(batch)])
        #expect(throws: DecodingFailure.self) {
            try Self.coding.decode(Self.coding.encode(frame)[0])
        }
    }

    private static func heartbeats(_ count: Int) throws -> [HostHeartbeat] {
        try (0..<count).map {
            HostHeartbeat(roomID: try #require(RoomID("\($0)")), userID: try #require(UserID("h")))
        }
    }

    private static func frame(_ random: inout SplitMix64) throws -> ReplicaFrame {
        let command = try ReplicaTests.create(owner: "alice", request: "r\(random.next(below: 99))")
        let receipt = RoomReceipt(
            roomID: try #require(RoomID("123")), uid: RoomUID(group: 1, index: random.next()),
            revision: 4, groupTime: GroupTime(milliseconds: 17))
        var messages: [ReplicaMessage] = []
        for _ in 0..<random.next(below: 4) {
            switch random.next(below: 6) {
            case 0:
                messages.append(
                    .raft(
                        Message(
                            from: NodeID(1), to: NodeID(2), term: Term(random.next(below: 9)),
                            body: .heartbeat(
                                Heartbeat(commitIndex: LogIndex(random.next(below: 99)), round: 3)))
                    ))
            case 1:
                messages.append(
                    .forward([ForwardedCommand(ticket: random.next(), command: command.encoded())]))
            case 2:
                messages.append(
                    .forwardAnswers([
                        ForwardAnswer(
                            ticket: random.next(),
                            result: .applied(
                                AppliedOutcome(
                                    index: LogIndex(8), outcome: RoomOutcome(.applied(receipt)),
                                    groupTime: GroupTime(milliseconds: 17)))),
                        ForwardAnswer(ticket: 4, result: .notLeader),
                        ForwardAnswer(ticket: 5, result: .overloaded),
                    ]))
            case 3:
                messages.append(
                    .heartbeats(
                        ForwardedHeartbeats(
                            ticket: random.next(),
                            heartbeats: try Self.heartbeats(Int(random.next(below: 4))))))
            case 4:
                let results: [HeartbeatResult] = [
                    .present(ttlSeconds: 15), .notHost, .notTracked, .lost,
                ]
                let isTaken = random.next(below: 4) > 0
                messages.append(
                    .heartbeatsAnswer(
                        HeartbeatsAnswer(ticket: random.next(), results: isTaken ? results : nil)))
            default:
                messages.append(
                    .digest(
                        DigestReport(
                            index: LogIndex(1024),
                            digest: StableHash(high: random.next(), low: random.next()))))
            }
        }
        return ReplicaFrame(
            groupTime: GroupTime(milliseconds: random.next(below: 1 << 40)),
            wallMilliseconds: random.next(below: 1 << 40), messages: messages)
    }
}
