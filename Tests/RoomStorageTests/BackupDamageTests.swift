import ByteCoding
import RoomReplica
import RoomState
import RoomStorage
import SeededRandomness
import Testing

@Suite struct BackupDamageTests {
    private static let seed: UInt64 = 20_261_127
    private let directory = TemporaryDirectory()
    private var path: String { "\(self.directory.path)/rooms.rkb" }
    private var copy: String { "\(self.directory.path)/copy.rkb" }

    @Test func aStateThatIsDamagedIsNotBackedUp() throws {
        // The tables of a backup are those of the state itself: a bit that flipped under a running
        // node would be restored one day, with checksums that agree.
        let node = try SnapshotExchange.makeSender(
            at: "\(self.path)-node", holding: BackupFixture.changes(bytes: 16_000, values: 40))
        try node.state.flush()
        let state = "\(self.path)-node/state-0"
        let table = try #require(TestFile.names(in: state).first { $0.hasSuffix(".sst") })
        var bytes = TestFile.read("\(state)/\(table)")
        bytes[bytes.count / 4] ^= 0x20
        TestFile.write(bytes, to: "\(state)/\(table)")
        let error = #expect(throws: SnapshotStorageError.self) {
            try node.backups.make(BackupFixture.details)
        }
        guard case .damaged(let reason) = error else {
            Issue.record("not found damaged: \(String(describing: error))")
            return
        }
        #expect(reason.contains("checksum"))
        #expect(!TestFile.names(in: "\(self.path)-node").contains("backup-out"))
    }

    @Test func aHeadingThatLiesIsRefusedAndNeverCrashesItsReader() throws {
        // Its checksum is right, as if somebody had made it so: first every number of it, one
        // after the other, is as large as it can be; then some bytes of it are others.
        let original = try BackupFixture.write(to: self.path).manifest
        let bytes = TestFile.read(self.path)
        let length = bytes.count - Int(original.snapshot.size) - 4
        for start in 16..<length {
            var changed = bytes
            for place in start..<min(start + 8, length) { changed[place] = 0xff }
            self.expectRefused(Self.sign(changed, length), original, "bytes from \(start)")
        }
        var generator = SeededGenerator(seed: Self.seed)
        for round in 0..<200 {
            var changed = bytes
            for _ in 0...generator.below(4) {
                changed[16 + generator.below(length - 16)] = generator.bytes(1)[0]
            }
            self.expectRefused(
                Self.sign(changed, length), original, "round \(round), seed \(Self.seed)")
        }
    }

    /// Whoever restores from it gets the rooms that were saved, or an error.
    private func expectRefused(
        _ bytes: [UInt8], _ original: BackupManifest, _ story: Comment
    ) {
        TestFile.write(bytes, to: self.copy)
        do throws(BackupFailure) {
            let backup = try BackupFile(reading: self.copy)
            try backup.verify()
            try backup.verifyContent(in: "\(self.directory.path)/check")
            #expect(backup.manifest.snapshot.applied == original.snapshot.applied, story)
            #expect(backup.manifest.content == original.content, story)
        } catch {
            #expect(!error.description.isEmpty, story)
        }
        #expect(!TestFile.names(in: self.directory.path).contains("check"), story)
    }

    /// The same bytes with the checksum that the heading of `length` bytes has then.
    private static func sign(_ bytes: [UInt8], _ length: Int) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeRaw(bytes[..<length])
        writer.writeUInt32(CRC32C.checksum(Array(bytes[..<length])))
        writer.writeRaw(bytes[(length + 4)...])
        return writer.bytes
    }
}
