import ByteCoding
import Raft
import RoomReplica
import RoomStorage
import SeededRandomness
import Testing

/// Every decoder of this module against bytes that are almost right.
///
/// Each must refuse them or return a value whose encoding is exactly those bytes: a decoder that
/// accepts two spellings of one value, or loses something, fails here, and one that reads outside
/// its input crashes.
@Suite struct DecoderFuzzTests {
    private static let seed: UInt64 = 20_261_124
    private static let rounds = 20_000

    /// Changes bytes the way disks, programs and people do.
    private static func mutate(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0...generator.below(3) {
            let position = generator.below(bytes.count + 1)
            switch generator.below(6) {
            case 0 where position < bytes.count:
                bytes[position] ^= UInt8(1 << generator.below(8))
            case 1 where position < bytes.count:
                bytes[position] = [0, 1, 0x7f, 0x80, 0xff].randomElement(using: &generator) ?? 0
            case 2: bytes.insert(contentsOf: generator.bytes(1 + generator.below(3)), at: position)
            case 3: bytes.removeSubrange(position..<min(bytes.count, position + 1))
            case 4: bytes = Array(bytes[..<position])
            default: bytes += bytes[position...].prefix(generator.below(9))
            }
        }
        return bytes
    }

    /// Feeds mutations of what `makeBytes` returns to `reencode`, which decodes and encodes again.
    private static func fuzz(
        _ makeBytes: (inout SeededGenerator) -> [UInt8], reencode: ([UInt8]) throws -> [UInt8]
    ) {
        var generator = SeededGenerator(seed: Self.seed)
        var accepted = 0
        for round in 0..<Self.rounds {
            let valid = makeBytes(&generator)
            #expect((try? reencode(valid)) == valid, "seed \(Self.seed), round \(round)")
            let bytes = Self.mutate(valid, &generator)
            guard let again = try? reencode(bytes) else { continue }
            accepted += 1
            if again != bytes {
                Issue.record("seed \(Self.seed), round \(round): \(bytes) came back as \(again)")
            }
        }
        // Some mutations undo each other or meet a free field; refusing everything is no decoder.
        #expect(accepted < Self.rounds)
    }

    private static func makeIdentity(_ generator: inout SeededGenerator) -> StoreIdentity {
        StoreIdentity(
            cluster: ClusterID(generator.next() | 1), node: NodeID(generator.next() | 1),
            store: StoreID(generator.next() | 1))
    }

    @Test func memberships() {
        Self.fuzz {
            MembershipCodingTests.makeMembership(&$0).encodedPayload()
        } reencode: {
            try Membership(payload: $0).encodedPayload()
        }
    }

    @Test func theIdentityFile() {
        Self.fuzz {
            Array(IdentityFile(identity: Self.makeIdentity(&$0)).text.utf8)
        } reencode: {
            Array(try IdentityFile(parsing: $0).text.utf8)
        }
    }

    @Test func metaKeys() {
        Self.fuzz { generator in
            let (node, index) = (NodeID(generator.next()), LogIndex(generator.next()))
            let keys: [MetaKey] = [
                .identity, .pin(node), .state(.first), .truncation(GroupID(7)),
                .membership(.first, index), .acknowledgement(.first, node), .generation(.first),
            ]
            return (keys.randomElement(using: &generator) ?? .identity).bytes
        } reencode: {
            try MetaKey(bytes: $0).bytes
        }
    }

    @Test func theBodiesOfMetaRecords() {
        // Without the checksum, which would refuse nearly everything before it is read.
        Self.fuzz { generator in
            var writer = ByteWriter()
            GroupState(
                hardState: HardState(
                    term: Term(generator.next()),
                    votedFor: generator.oneIn(2) ? nil : NodeID(generator.next() | 1),
                    commitIndex: LogIndex(generator.next())),
                lastIndex: LogIndex(generator.next()), lastTerm: Term(generator.next())
            ).encode(into: &writer)
            return writer.bytes
        } reencode: {
            try Self.reencode($0, GroupState.init(from:)) { $0.encode(into: &$1) }
        }
        Self.fuzz { generator in
            var writer = ByteWriter()
            LogPosition(index: LogIndex(generator.next()), term: Term(generator.next()))
                .encode(into: &writer)
            return writer.bytes
        } reencode: {
            try Self.reencode($0, LogPosition.init(from:)) { $0.encode(into: &$1) }
        }
        Self.fuzz { generator in
            var writer = ByteWriter()
            Self.makeIdentity(&generator).encode(into: &writer)
            return writer.bytes
        } reencode: {
            try Self.reencode($0, StoreIdentity.init(from:)) { $0.encode(into: &$1) }
        }
    }

    @Test func metaRecordsWithTheirChecksum() {
        let key = MetaKey.pin(NodeID(2))
        Self.fuzz { generator in
            let store = generator.next()
            return MetaRecord.encode(under: key) { $0.writeUInt64(store) }
        } reencode: { bytes in
            let store = try MetaRecord.decode(bytes, under: key) {
                reader throws(DecodingFailure) in try reader.readUInt64()
            }
            return MetaRecord.encode(under: key) { $0.writeUInt64(store) }
        }
    }

    @Test func entryHeadersAgreeWithTheEntriesThemselves() throws {
        // The header is read without the checksum, so it may accept more, but never something else.
        let coding = EntryCoding(cluster: Fixtures.identity.cluster, group: .first)
        var generator = SeededGenerator(seed: Self.seed)
        for round in 0..<Self.rounds {
            let kinds: [Entry.Kind] = [.noop, .command, .membership]
            let entry = Entry(
                index: LogIndex(generator.next() | 1), term: Term(generator.next()),
                kind: kinds[generator.below(3)], payload: generator.bytes(generator.below(40)))
            var writer = ByteWriter()
            coding.encode(entry, into: &writer)
            for bytes in [writer.bytes, Self.mutate(writer.bytes, &generator)] {
                var reader = ByteReader(bytes)
                let decoded = try? coding.decode(from: &reader)
                guard let decoded, reader.isAtEnd else { continue }
                let header = try #require(bytes.withUnsafeBytes { EntryHeader($0) })
                #expect(header.index == decoded.index, "seed \(Self.seed), round \(round)")
                #expect(header.term == decoded.term, "seed \(Self.seed), round \(round)")
                #expect(header.kind == decoded.kind, "seed \(Self.seed), round \(round)")
            }
        }
    }

    private static func reencode<Value>(
        _ bytes: [UInt8], _ decode: (inout ByteReader) throws -> Value,
        _ encode: (Value, inout ByteWriter) -> Void
    ) throws -> [UInt8] {
        var reader = ByteReader(bytes)
        let value = try decode(&reader)
        try reader.expectEnd()
        var writer = ByteWriter()
        encode(value, &writer)
        return writer.bytes
    }
}
