import NIOCore
import PeerTransport
import Raft
import SeededRandomness
import Testing

/// Seeded, structure-aware fuzzing of everything that reads bytes of a peer.
struct FrameFuzzTests {
    private static let seed: UInt64 = 0x9ee7_0001

    private enum Mutation: CaseIterable {
        case none
        case flipBit
        case truncate
        case insert
        case duplicateFrame
        case dropBytes
        case changeLength
        case resealBody
        case noise
    }

    /// One honest message of any kind.
    private func message(_ random: inout SeededGenerator) -> PeerMessage {
        switch random.below(8) {
        case 0:
            var hello = Samples.hello(
                from: UInt64(1 + random.below(5)), to: UInt64(1 + random.below(5)))
            hello.groupTime = random.next()
            return .hello(hello)
        case 1: return .accept(Samples.accept(by: UInt64(1 + random.below(5))))
        case 2:
            let length = random.below(80)
            return .refuse(
                PeerRefusal(
                    code: PeerRefusalCode(rawValue: UInt16(random.below(20))),
                    sentence: String(repeating: "é", count: length)))
        case 3: return .ping(random.next())
        case 4: return .pong(random.next())
        case 5: return .payload([], group: GroupID(1))
        default:
            let count = random.below(200)
            return .payload(random.bytes(count), group: GroupID(1 + UInt32(random.below(9))))
        }
    }

    private func mutate(
        _ frames: inout [[UInt8]], _ mutation: Mutation, _ random: inout SeededGenerator
    ) {
        let index = random.below(frames.count)
        let position = random.below(frames[index].count)
        switch mutation {
        case .none: break
        case .flipBit: frames[index][position] ^= 1 << UInt8(random.below(8))
        case .truncate: frames[index].removeLast(1 + random.below(frames[index].count))
        case .insert:
            let count = 1 + random.below(9)
            frames[index].insert(contentsOf: random.bytes(count), at: position)
        case .duplicateFrame: frames.insert(frames[index], at: index)
        case .dropBytes:
            frames[index].removeSubrange(position..<frames[index].count)
        case .changeLength:
            for byte in 0..<4 { frames[index][byte] = UInt8(random.below(256)) }
        case .resealBody:
            // The checksum is right and the body is not: the reader behind the frame is reached.
            var counted = Array(frames[index][8...])
            counted[random.below(counted.count)] ^= 1 << UInt8(random.below(8))
            if random.below(3) == 0 { counted.removeLast(random.below(counted.count - 5)) }
            frames[index] = RawFrame.sealed(counted)
        case .noise:
            let count = random.below(64)
            frames[index] = random.bytes(count)
        }
    }

    private func decode(
        _ bytes: [UInt8], _ random: inout SeededGenerator
    ) -> (messages: [PeerMessage], error: PeerLinkError?) {
        var decoder = FrameDecoder(lengthLimit: 1024)
        var messages: [PeerMessage] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = min(rest.count, 1 + random.below(100))
            decoder.append(ByteBuffer(bytes: rest.prefix(count)))
            rest = rest.dropFirst(count)
            do {
                while let frame = try decoder.next() { messages.append(try PeerMessage(frame)) }
            } catch {
                return (messages, error)
            }
            decoder.reclaim()
        }
        return (messages, nil)
    }

    @Test func damagedStreamsGiveAnHonestPrefixOrATypedErrorAndNeverACrash() {
        // 20,000 streams of honest frames, most of them damaged in one place. Unless the damage
        // carries a right checksum, what comes out before the error must be what was sent.
        var random = SeededGenerator(seed: Self.seed)
        var reached: Set<PeerLinkError.Code> = []
        for round in 0..<20_000 {
            let count = 1 + random.below(4)
            let sent = (0..<count).map { _ in self.message(&random) }
            var frames = sent.map { Array(Samples.bytes($0).readableBytesView) }
            let mutation = Mutation.allCases[random.below(Mutation.allCases.count)]
            self.mutate(&frames, mutation, &random)
            let (messages, error) = self.decode(frames.flatMap { $0 }, &random)
            if let error { reached.insert(error.code) }
            let place: Comment = "seed \(Self.seed), round \(round), \(mutation)"
            switch mutation {
            case .none:
                #expect(messages == sent, place)
                #expect(error == nil, place)
            case .flipBit, .truncate, .insert, .dropBytes, .changeLength, .noise:
                let prefix = Array(sent.prefix(messages.count))
                // Whole frames that were left out shift the rest; nothing new may appear.
                #expect(messages == prefix || messages.allSatisfy(sent.contains), place)
            case .duplicateFrame:
                #expect(messages.count == sent.count + 1, place)
            case .resealBody:
                break
            }
        }
        // The fuzzer must reach what it is for.
        let wanted: Set<PeerLinkError.Code> = [
            .checksumMismatch, .frameTooLarge, .frameTooShort, .unknownFrameKind, .reservedFlags,
            .malformed, .badMagic,
        ]
        #expect(wanted.subtracting(reached) == [], "seed \(Self.seed)")
    }

    @Test func randomMessagesInRandomOrderNeverBreakTheMachine() {
        // Every message, honest in form, in any state that a connection can be in.
        var random = SeededGenerator(seed: Self.seed)
        for round in 0..<20_000 {
            let role: PeerLink.Role =
                random.below(2) == 0 ? .accepter : .dialer(of: NodeID(UInt64(1 + random.below(3))))
            var machine = PeerLink.StateMachine(
                role: role, identity: Samples.identity(1),
                endpoint: Samples.endpoint(1), versions: 1...1, silenceLimit: 3)
            _ = machine.opened(groupTime: 0)
            var delivered = 0
            var isEstablished = false
            for _ in 0..<12 {
                switch random.below(6) {
                case 0:
                    let isAccepted = random.below(4) > 0
                    let verdict: PeerVerdict =
                        isAccepted ? .accept : .refuse(Samples.refusal())
                    if case .establish = machine.judged(verdict, groupTime: 0) {
                        isEstablished = true
                    }
                case 1: _ = machine.ticked()
                default:
                    let message = self.message(&random)
                    if case .deliver = machine.received(message) { delivered += 1 }
                }
            }
            let place: Comment = "seed \(Self.seed), round \(round)"
            #expect(delivered == 0 || isEstablished, place)
            #expect(delivered == 0 || role == .accepter, place)
        }
    }
}
