import ByteCoding
import Raft
import RoomReplica
import RoomState
import RoomStorage
import Testing

@Suite struct BackupFileTests {
    private let directory = TemporaryDirectory()
    private var path: String { "\(self.directory.path)/rooms.rkb" }
    private var copy: String { "\(self.directory.path)/copy.rkb" }

    @Test func aBackupSaysWhatItHoldsAndIsWhole() throws {
        let backup = try BackupFixture.write(to: self.path)
        let manifest = backup.manifest
        #expect(manifest.maker == SnapshotExchange.sender)
        #expect(manifest.snapshot.applied == BackupFixture.applied)
        #expect(manifest.program == "1.2.3")
        #expect(manifest.madeAt == 1_800_000_000_500)
        #expect(manifest.membership == BackupFixture.details.membership)
        #expect(Int(backup.size) == TestFile.read(self.path).count)
        var told: [UInt64] = []
        try backup.verify { told.append($0) }
        #expect(told.last == backup.size && told == told.sorted())
        try backup.verifyContent(in: "\(self.directory.path)/check")
        #expect(!TestFile.names(in: self.directory.path).contains("check"))
        // Nothing but the file and the node that made it, and no copy in the node's directory.
        #expect(TestFile.names(in: self.directory.path) == ["rooms.rkb", "rooms.rkb-node"])
        #expect(
            TestFile.names(in: "\(self.path)-node") == [
                "IDENTITY", "LOCK", "ORIGIN", "log", "state-0",
            ])
    }

    @Test func everyByteThatIsChangedIsNoticedAndItsPlaceIsNamed() throws {
        let backup = try BackupFixture.write(to: self.path)
        let bytes = TestFile.read(self.path)
        let heading = bytes.count - Int(backup.manifest.snapshot.size)
        for place in bytes.indices {
            var damaged = bytes
            damaged[place] ^= 1 << UInt8(place % 8)
            TestFile.write(damaged, to: self.copy)
            let failure = #expect(throws: BackupFailure.self, "byte \(place)") {
                try BackupFile(reading: self.copy).verify()
            }
            switch failure {
            case .damaged(_, let places) where place >= heading:
                let found = try #require(places.first)
                #expect(places.count == 1, "byte \(place)")
                let range = found.fileOffset..<found.fileOffset + found.count
                #expect(range.contains(UInt64(place)), "byte \(place)")
            case .foreign:
                #expect(place < 8)
                #expect("\(String(describing: failure))".contains("in its bytes 0 to 7"))
            case .unknownVersion, .damagedHeading, .truncated:
                #expect(place < heading, "byte \(place): \(String(describing: failure))")
            default:
                Issue.record("byte \(place): \(String(describing: failure))")
            }
        }
    }

    @Test func aBackupThatIsCutOffAnywhereIsRefused() throws {
        _ = try BackupFixture.write(to: self.path)
        let bytes = TestFile.read(self.path)
        for length in 0..<bytes.count {
            TestFile.write(Array(bytes[..<length]), to: self.copy)
            let failure = #expect(throws: BackupFailure.self, "\(length) bytes") {
                try BackupFile(reading: self.copy)
            }
            guard case .truncated(_, let size, _) = failure else {
                Issue.record("\(length) bytes: \(String(describing: failure))")
                continue
            }
            #expect(size == UInt64(length))
        }
        TestFile.write(bytes + [0], to: self.copy)
        #expect(
            throws: BackupFailure.tooLong(
                path: self.copy, size: UInt64(bytes.count + 1), expected: UInt64(bytes.count))
        ) { try BackupFile(reading: self.copy) }
    }

    @Test func damageOfALargePartIsFoundPieceByPiece() throws {
        // Two bytes that are far from each other: two places, each of at most one piece.
        let backup = try BackupFixture.write(
            to: self.path, changes: BackupFixture.changes(bytes: 5 << 20, values: 50))
        let table = try #require(backup.manifest.snapshot.files.first { $0.size > 4 << 20 })
        var bytes = TestFile.read(self.path)
        bytes[bytes.count - 100] ^= 1
        let start = bytes.count - Int(backup.manifest.snapshot.size)
        let before = backup.manifest.snapshot.files.prefix { $0 != table }
        let offset = start + before.reduce(0) { $0 + Int($1.size) } + 3 << 20
        bytes[offset] ^= 1
        TestFile.write(bytes, to: self.copy)
        let failure = #expect(throws: BackupFailure.self) {
            try BackupFile(reading: self.copy).verify()
        }
        guard case .damaged(_, let places) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(places.count == 2)
        #expect(places.allSatisfy { $0.count <= 1 << 20 })
        #expect("\(places)".contains(table.name), "\(places)")
    }

    @Test func whatIsWrittenOverOrIntoIsRefused() throws {
        let first = try BackupDraft(path: self.path)
        #expect(throws: BackupFailure.busy(path: self.path)) {
            try BackupDraft(path: self.path)
        }
        // It is no backup, so it never gets the name.
        try first.append([1, 2, 3])
        #expect(throws: BackupFailure.self) { try first.finish() }
        #expect(!TestFile.names(in: self.directory.path).contains("rooms.rkb"))
        withExtendedLifetime(first) {}
        TestFile.write([1], to: self.copy)
        #expect(throws: BackupFailure.exists(path: self.copy)) {
            try BackupDraft(path: self.copy)
        }
        #expect(TestFile.read(self.copy) == [1])
    }

    @Test func aDraftThatIsGivenUpLeavesNothing() throws {
        do {
            let draft = try BackupDraft(path: self.path)
            try draft.append([1, 2, 3])
        }
        #expect(TestFile.names(in: self.directory.path).isEmpty)
        // What a killed process left is written over.
        TestFile.write([9, 9, 9, 9], to: "\(self.path).partial")
        _ = try BackupFixture.write(to: self.path)
        try BackupFile(reading: self.path).verify()
    }

    @Test func theStateGoesOnWhileItsBackupStaysAsItWas() throws {
        let node = try SnapshotExchange.makeSender(
            at: "\(self.path)-node", holding: BackupFixture.changes())
        let size = try node.backups.make(BackupFixture.details)
        try node.state.write([StateChange(key: [1, 200], value: [1])])
        try node.state.flush()
        // Pieces of any length, from anywhere, are those of the one file.
        let all = try node.backups.read(from: 0, count: Int(size) + 10)
        #expect(all.count == Int(size))
        for start in [0, 1, 15, 16, 400, all.count - 1] {
            for count in [1, 7, 1000] {
                let bytes = try node.backups.read(from: UInt64(start), count: count)
                #expect(bytes == Array(all[start...].prefix(count)))
            }
        }
        #expect(try node.backups.read(from: size, count: 1).isEmpty)
        TestFile.write(all, to: self.copy)
        try BackupFile(reading: self.copy).verifyContent(in: "\(self.directory.path)/check")
        try node.backups.release()
        #expect(throws: SnapshotStorageError.self) { try node.backups.read(from: 0, count: 1) }
    }

    @Test func whatACrashLeftOfABackupGoesWhenTheNodeStarts() throws {
        let path = "\(self.path)-node"
        do {
            let node = try SnapshotExchange.makeSender(
                at: path, holding: [StateChange(key: [1, 1], value: [2])])
            _ = try node.backups.make(BackupFixture.details)
            #expect(TestFile.names(in: path).contains("backup-out"))
        }
        _ = try Fixtures.open(path)
        #expect(!TestFile.names(in: path).contains("backup-out"))
    }
}
