import ByteCoding
import Raft
import Testing

/// Round trips and hostile bytes for the codecs of messages and entries.
@Suite struct MessageCodingTests {
    static let coding = MessageCoding(cluster: ClusterID(0xabc), group: .first)

    @Test func everyMessageSurvivesItsEncoding() throws {
        var random = SplitMix64(seed: 1)
        for _ in 0..<10_000 {
            let message = Self.message(&random)
            var reader = ByteReader(Self.encode(message))
            #expect(try Self.coding.decode(from: &reader) == message)
            try reader.expectEnd()
        }
    }

    @Test func damagedMessagesAreRefusedOrStillMeanOneMessage() {
        // Structure-aware: a valid encoding, then flips, cuts, insertions. What decodes must encode
        // to the bytes it came from; anything else is refused.
        var random = SplitMix64(seed: 2)
        for round in 0..<20_000 {
            var bytes = Self.encode(Self.message(&random))
            for _ in 0...random.next(below: 3) { Self.damage(&bytes, &random) }
            var reader = ByteReader(bytes)
            guard let decoded = try? Self.coding.decode(from: &reader) else { continue }
            let consumed = Array(bytes.prefix(reader.position))
            #expect(Self.encode(decoded) == consumed, "round \(round)")
        }
    }

    @Test func anEntryOfAnotherClusterOrSlotIsRefused() {
        let entry = Entry(index: LogIndex(7), term: Term(3), kind: .command, payload: [1, 2, 3])
        var writer = ByteWriter()
        EntryCoding(cluster: ClusterID(1), group: .first).encode(entry, into: &writer)
        for coding in [
            EntryCoding(cluster: ClusterID(2), group: .first),
            EntryCoding(cluster: ClusterID(1), group: GroupID(2)),
        ] {
            var reader = ByteReader(writer.bytes)
            #expect(throws: DecodingFailure.self) { try coding.decode(from: &reader) }
        }
        for position in writer.bytes.indices {
            var bytes = writer.bytes
            bytes[position] ^= 0x10
            var reader = ByteReader(bytes)
            #expect(throws: DecodingFailure.self, "byte \(position)") {
                try EntryCoding(cluster: ClusterID(1), group: .first).decode(from: &reader)
            }
        }
    }

    static func encode(_ message: Message) -> [UInt8] {
        var writer = ByteWriter()
        self.coding.encode(message, into: &writer)
        return writer.bytes
    }

    static func damage(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
        guard !bytes.isEmpty else { return }
        let position = Int(random.next(below: UInt64(bytes.count)))
        switch random.next(below: 4) {
        case 0: bytes[position] ^= UInt8(1 << random.next(below: 8))
        case 1: bytes.removeSubrange(position...)
        case 2: bytes.insert(UInt8(random.next(below: 256)), at: position)
        default: bytes[position] = [0, 0x7f, 0x80, 0xff][Int(random.next(below: 4))]
        }
    }

    static func message(_ random: inout SplitMix64) -> Message {
        func number() -> UInt64 {
            random.next() >> random.next(below: 64)
        }
        func flag() -> Bool { random.next(below: 2) == 0 }
        let body: Message.Body
        switch random.next(below: 10) {
        case 0:
            body = .requestVote(
                RequestVote(
                    campaignTerm: Term(number()), lastIndex: LogIndex(number()),
                    lastTerm: Term(number()), isPreVote: flag(), isTransfer: flag()))
        case 1:
            body = .vote(
                Vote(campaignTerm: Term(number()), isPreVote: flag(), isGranted: flag()))
        case 2:
            let previous = LogIndex(number() >> 2)
            let entries = (0..<Int(random.next(below: 4))).map { offset in
                Entry(
                    index: previous.advanced(by: offset + 1), term: Term(number()),
                    kind: flag() ? .command : .noop,
                    payload: (0..<random.next(below: 20)).map { _ in UInt8(random.next(below: 256))
                    })
            }
            body = .appendEntries(
                AppendEntries(
                    previousIndex: previous, previousTerm: Term(number()), entries: entries,
                    commitIndex: LogIndex(number()), round: number()))
        case 3:
            body = .appendAccepted(
                AppendAccepted(matchIndex: LogIndex(number()), round: number()))
        case 4:
            body = .appendRejected(
                AppendRejected(
                    previousIndex: LogIndex(number()), hintIndex: LogIndex(number()),
                    hintTerm: Term(number()), round: number()))
        case 5:
            body = .heartbeat(
                Heartbeat(
                    commitIndex: LogIndex(number()), commitTerm: Term(number()), round: number()))
        case 6: body = .heartbeatReply(HeartbeatReply(round: number()))
        case 7: body = .readIndex(ReadIndexRequest(request: number()))
        case 8:
            body = .readIndexReply(
                ReadIndexReply(request: number(), index: flag() ? LogIndex(number()) : nil))
        default: body = .timeoutNow
        }
        return Message(
            from: NodeID(number()), to: NodeID(number()), term: Term(number()), body: body)
    }
}
