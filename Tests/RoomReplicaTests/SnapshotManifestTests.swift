import ByteCoding
import Raft
import RoomReplica
import RoomState
import Testing

/// Round trips and hostile bytes for the manifest of a snapshot, which comes from another node and
/// is read back from the disk.
@Suite struct SnapshotManifestTests {
    private static let seed: UInt64 = 20_261_128
    private static let rounds = 20_000

    private static func decode(_ bytes: [UInt8]) throws(DecodingFailure) -> SnapshotManifest {
        var reader = ByteReader(bytes)
        let manifest = try SnapshotManifest(from: &reader)
        try reader.expectEnd()
        return manifest
    }

    private static func makeManifest(_ random: inout SplitMix64) -> SnapshotManifest {
        let applied = AppliedState(
            index: LogIndex(random.next(below: 1 << 40)), term: Term(random.next(below: 300)),
            groupTime: GroupTime(milliseconds: random.next(below: 1 << 40)),
            digest: StableHash(high: random.next(), low: random.next()))
        let files = (0..<random.next(below: 6)).map { number in
            SnapshotManifest.File(
                name: random.next(below: 4) == 0 ? "MANIFEST-\(number)" : "00000\(number).sst",
                size: random.next(below: 1 << 50), crc32c: UInt32(random.next(below: 1 << 32)))
        }
        return SnapshotManifest(applied: applied, files: files)
    }

    @Test func manifestsSurviveTheirEncoding() throws {
        var random = SplitMix64(seed: Self.seed)
        for round in 0..<Self.rounds {
            let manifest = Self.makeManifest(&random)
            let decoded = try Self.decode(manifest.encoded())
            #expect(decoded == manifest, "seed \(Self.seed), round \(round)")
            #expect(decoded.id == manifest.id, "seed \(Self.seed), round \(round)")
        }
    }

    @Test func damagedManifestsAreRefusedOrStillMeanOneManifest() {
        // A decoder that accepts two spellings of one manifest, or loses something, fails here.
        var random = SplitMix64(seed: Self.seed)
        var refusals = 0
        for round in 0..<Self.rounds {
            var bytes = Self.makeManifest(&random).encoded()
            for _ in 0...random.next(below: 3) {
                let position = Int(random.next(below: UInt64(bytes.count)))
                switch random.next(below: 5) {
                case 0: bytes[position] ^= UInt8(1 << random.next(below: 8))
                case 1: bytes[position] = 0xff
                case 2: bytes.insert(UInt8(random.next(below: 256)), at: position)
                case 3 where bytes.count > 1: bytes.remove(at: position)
                default: bytes.removeSubrange((position + 1)...)
                }
            }
            guard let decoded = try? Self.decode(bytes) else {
                refusals += 1
                continue
            }
            #expect(decoded.encoded() == bytes, "seed \(Self.seed), round \(round)")
        }
        #expect(refusals > Self.rounds / 3, "\(refusals) of \(Self.rounds) refused")
    }

    @Test(arguments: [
        "", ".", "..", "/etc/passwd", "../000009.sst", "a/b", "a\\b", "a b", "a\0b", "ü.sst",
    ])
    func aNameThatIsNotPlainIsRefused(name: String) {
        let manifest = SnapshotManifest(
            applied: .initial, files: [SnapshotManifest.File(name: name, size: 1, crc32c: 2)])
        let error = #expect(throws: DecodingFailure.self) {
            try Self.decode(manifest.encoded())
        }
        #expect("\(String(describing: error))".contains("with the name"))
    }

    @Test func filesThatAreTooManyTooLargeOrTheSameAreRefused() throws {
        typealias File = SnapshotManifest.File
        func decode(_ files: [File]) throws -> SnapshotManifest {
            try Self.decode(SnapshotManifest(applied: .initial, files: files).encoded())
        }
        let most = (0..<Limits.snapshotFiles).map { File(name: "\($0).sst", size: 9, crc32c: 0) }
        #expect(try decode(most).files == most)
        #expect(throws: DecodingFailure.self) {
            try decode(most + [File(name: "one-more", size: 9, crc32c: 0)])
        }
        #expect(throws: DecodingFailure.self) { try decode([most[3], most[4], most[3]]) }
        let half = File(name: "half", size: 1 << 63, crc32c: 0)
        #expect(try decode([half]).size == 1 << 63)
        #expect(throws: DecodingFailure.self) {
            try decode([half, File(name: "other", size: 1 << 63, crc32c: 0)])
        }
        let name = String(repeating: "n", count: Limits.snapshotFileNameBytes)
        #expect(try decode([File(name: name, size: 9, crc32c: 0)]).files[0].name == name)
        #expect(throws: DecodingFailure.self) {
            try decode([File(name: name + "n", size: 9, crc32c: 0)])
        }
    }

    @Test func anotherVersionIsRefused() {
        var bytes = SnapshotManifest(applied: .initial, files: []).encoded()
        bytes[0] = SnapshotManifest.version + 1
        #expect(throws: DecodingFailure.unknownVersion(UInt64(bytes[0]))) {
            try Self.decode(bytes)
        }
    }
}
