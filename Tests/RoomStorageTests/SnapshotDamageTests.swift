import ByteCoding
import Glibc
import Raft
import RocksDB
import RoomReplica
import RoomState
import RoomStorage
import SeededRandomness
import Synchronization
import Testing

/// Snapshots that are not what they should be, and disks that do not take them.
///
/// Whatever comes, the receiver's state and log stay as they are, and the error says whose fault it
/// is: `.invalid` is the sender's or the network's, `.io` the own disk's.
@Suite struct SnapshotDamageTests {
    private static let seed: UInt64 = 20_261_127
    private static let applied = AppliedState(
        index: LogIndex(70), term: Term(3), groupTime: .zero, digest: StableHash(of: [1]))

    private let directory = TemporaryDirectory()
    private var path: String { "\(self.directory.path)/node" }

    /// A formatted receiver, and what a sender that holds `changes` sends.
    private func makeScene(
        of sender: StoreIdentity = SnapshotExchange.sender, extra: [StateChange] = []
    ) throws -> (receiver: DataDirectory, manifest: SnapshotManifest, bytes: [UInt8]) {
        var generator = SeededGenerator(seed: Self.seed)
        let changes =
            [StateChange(key: StateKey.applied, value: Self.applied.encoded())]
            + (0..<40).map { StateChange(key: [1, UInt8($0)], value: generator.bytes(400)) }
        let directory = try SnapshotExchange.makeSender(
            at: "\(self.directory.path)/sender", of: sender, holding: changes + extra)
        let (manifest, bytes) = try SnapshotExchange.readAll(of: directory.snapshots)
        try Fixtures.format(self.path)
        return (try Fixtures.open(self.path), manifest, bytes)
    }

    /// Sends, and expects that finishing refuses with a text that contains `part`, leaves nothing
    /// of the snapshot, and has changed nothing else.
    private func expectInvalid(
        _ part: String, _ manifest: SnapshotManifest, _ bytes: [UInt8],
        to receiver: DataDirectory, _ story: Comment = ""
    ) throws {
        try SnapshotExchange.send(manifest, bytes, to: receiver.snapshots)
        let error = #expect(throws: SnapshotStorageError.self, story) {
            try receiver.snapshots.finish()
        }
        guard case .invalid(let reason) = error else {
            Issue.record("not refused as invalid: \(String(describing: error)); \(story)")
            return
        }
        #expect(reason.contains(part), "\(reason); \(story)")
        #expect(
            TestFile.names(in: self.path) == ["IDENTITY", "LOCK", "ORIGIN", "log", "state-0"], story
        )
    }

    /// The manifest of other bytes in files of the same names and sizes.
    private static func sign(
        _ bytes: [UInt8], like manifest: SnapshotManifest
    ) -> SnapshotManifest {
        var manifest = manifest
        var start = 0
        for index in manifest.files.indices {
            let end = start + Int(manifest.files[index].size)
            manifest.files[index].crc32c = CRC32C.checksum(Array(bytes[start..<end]))
            start = end
        }
        return manifest
    }

    /// Everything but the identity that a state database holds, in key order.
    private static func rooms(in path: String) -> [StateChange] {
        guard
            let database = try? Database(
                path: path, options: DatabaseOptions(),
                families: [ColumnFamilyOptions(name: ColumnFamilyOptions.defaultName)])
        else { return [] }
        var cursor = Cursor(over: database.families[0], of: database, to: [0xff])
        var rooms: [StateChange] = []
        cursor.seekToFirst()
        while cursor.isValid {
            rooms.append(StateChange(key: cursor.key, value: cursor.value))
            cursor.next()
        }
        return rooms
    }

    @Test func aFlippedBitInAnyFileIsFound() throws {
        let (receiver, manifest, bytes) = try self.makeScene()
        var start = 0
        for file in manifest.files {
            var damaged = bytes
            damaged[start + Int(file.size) / 2] ^= 0x20
            try self.expectInvalid("\(file.name) has", manifest, damaged, to: receiver)
            start += Int(file.size)
        }
        // Nothing of these attempts is in the way of the right one.
        try SnapshotExchange.send(manifest, bytes, to: receiver.snapshots)
        #expect(try receiver.snapshots.finish() == 1)
    }

    @Test func aStateThatIsDamagedIsNotHandedOn() throws {
        // The tables of a snapshot are those of the state itself: a bit that flips under a running
        // node would travel to every member that needs a snapshot, with checksums that agree.
        let sender = try SnapshotExchange.makeSender(
            at: "\(self.directory.path)/sender",
            holding: [StateChange(key: StateKey.applied, value: Self.applied.encoded())]
                + (0..<40).map {
                    StateChange(key: [1, UInt8($0)], value: .init(repeating: 7, count: 400))
                })
        try sender.state.flush()
        let state = "\(self.directory.path)/sender/state-0"
        let table = try #require(TestFile.names(in: state).first { $0.hasSuffix(".sst") })
        var bytes = TestFile.read("\(state)/\(table)")
        bytes[bytes.count / 4] ^= 0x20
        TestFile.write(bytes, to: "\(state)/\(table)")
        let error = #expect(throws: SnapshotStorageError.self) { try sender.snapshots.create() }
        guard case .damaged(let reason) = error else {
            Issue.record("not found damaged: \(String(describing: error))")
            return
        }
        #expect(reason.contains("checksum"))
        #expect(error?.description.contains("replace it by a node with a new one") == true)
        #expect(!TestFile.names(in: "\(self.directory.path)/sender").contains("snapshot-out"))
    }

    @Test func anIncompleteSnapshotIsNotFinished() throws {
        let (receiver, manifest, bytes) = try self.makeScene()
        try SnapshotExchange.send(
            manifest, bytes, upTo: bytes.count - 1, to: receiver.snapshots)
        let error = #expect(throws: SnapshotStorageError.self) {
            try receiver.snapshots.finish()
        }
        guard case .invalid(let reason) = error else {
            Issue.record("not refused as invalid: \(String(describing: error))")
            return
        }
        #expect(reason.contains("\(bytes.count - 1) of \(bytes.count) bytes"))
        #expect(try receiver.snapshots.begin(manifest) == 0)
    }

    @Test func aSnapshotThatHoldsAnotherStateThanAnnouncedIsRefused() throws {
        // The files are whole; what they hold is compared with what the manifest says of it.
        let (receiver, manifest, bytes) = try self.makeScene()
        let lies: [(inout AppliedState) -> Void] = [
            { $0.index = LogIndex(71) }, { $0.term = Term(2) },
            { $0.groupTime = .init(milliseconds: 5) }, { $0.digest = .zero },
        ]
        for lie in lies {
            var lying = manifest
            lie(&lying.applied)
            try self.expectInvalid("and was announced as", lying, bytes, to: receiver)
        }
    }

    @Test func aSnapshotOfAnotherClusterIsRefused() throws {
        let stranger = StoreIdentity(
            cluster: ClusterID(0xbad), node: NodeID(2), store: StoreID(3))
        let (receiver, manifest, bytes) = try self.makeScene(of: stranger)
        try self.expectInvalid(
            "it is of cluster 0000000000000bad", manifest, bytes, to: receiver)
    }

    @Test func aSnapshotWithoutATableIsRefused() throws {
        let (receiver, manifest, bytes) = try self.makeScene()
        let table = try #require(manifest.files.firstIndex { $0.name.hasSuffix(".sst") })
        let start = manifest.files[..<table].reduce(0) { $0 + Int($1.size) }
        var (lacking, rest) = (manifest, bytes)
        rest.removeSubrange(start..<start + Int(lacking.files.remove(at: table).size))
        try self.expectInvalid("", lacking, rest, to: receiver)
    }

    @Test func damageThatTheSenderSignedIsFoundByReadingTheTables() throws {
        // The sender's disk rotted before the checksums were made: every byte of the tables that
        // holds rooms is under a checksum of RocksDB's own, and all of them are read.
        let (receiver, manifest, bytes) = try self.makeScene()
        let largest = try #require(manifest.files.max { $0.size < $1.size })
        #expect(largest.name.hasSuffix(".sst"))
        let start = manifest.files.prefix { $0 != largest }.reduce(0) { $0 + Int($1.size) }
        for position in stride(from: 100, to: 14_000, by: 2777) {
            var damaged = bytes
            damaged[start + position] ^= 1
            try self.expectInvalid(
                "checksum", Self.sign(damaged, like: manifest), damaged, to: receiver,
                "byte \(position)")
        }
    }

    @Test func mutatedFilesNeverCrashTheReceiverNorBecomeAnotherState() throws {
        // RocksDB opens what was sent, so it meets every kind of garbage, signed by the sender.
        let (receiver, manifest, bytes) = try self.makeScene()
        var generator = SeededGenerator(seed: Self.seed)
        var refusals = 0
        let rounds = 150
        let expected = Self.rooms(in: "\(self.directory.path)/sender/state-0")
        #expect(expected.count == 41)
        for round in 0..<rounds {
            var damaged = bytes
            for _ in 0...generator.below(4) {
                let position = generator.below(bytes.count)
                for index in position..<min(bytes.count, position + 1 + generator.below(9)) {
                    damaged[index] = generator.bytes(1)[0]
                }
            }
            let signed = Self.sign(damaged, like: manifest)
            try SnapshotExchange.send(signed, damaged, to: receiver.snapshots)
            do throws(SnapshotStorageError) {
                let generation = try receiver.snapshots.finish()
                let rooms = Self.rooms(in: "\(self.path)/state-\(generation)")
                #expect(rooms == expected, "seed \(Self.seed), round \(round)")
                try receiver.snapshots.abandon()
            } catch {
                refusals += 1
                guard case .invalid = error else {
                    Issue.record("seed \(Self.seed), round \(round): \(error)")
                    continue
                }
            }
        }
        // What passes lies in statistics and the like, which nobody reads.
        #expect(refusals > rounds / 2, "\(refusals) of \(rounds) refused")
        #expect(TestFile.names(in: self.path) == ["IDENTITY", "LOCK", "ORIGIN", "log", "state-0"])
    }

    @Test func manifestsThatAreNoStateDatabaseAreRefusedBeforeAByteIsWritten() throws {
        let (receiver, manifest, _) = try self.makeScene()
        func expectRefused(
            _ change: (inout SnapshotManifest) -> Void, _ line: Int = #line
        ) {
            var hostile = manifest
            change(&hostile)
            let error = #expect(throws: SnapshotStorageError.self, "line \(line)") {
                try receiver.snapshots.begin(hostile)
            }
            guard case .invalid = error else {
                Issue.record("line \(line): \(String(describing: error))")
                return
            }
        }
        typealias File = SnapshotManifest.File
        expectRefused { $0.files = [] }
        expectRefused { $0.files.removeAll { $0.name == "CURRENT" } }
        expectRefused { $0.files.removeAll { $0.name.hasPrefix("MANIFEST-") } }
        expectRefused { $0.files.append(File(name: "MANIFEST-7", size: 1, crc32c: 0)) }
        expectRefused { $0.files.append($0.files[0]) }
        expectRefused { $0.files[0].size = 0 }
        expectRefused { $0.files.append(File(name: "9.sst", size: .max - 5, crc32c: 0)) }
        expectRefused { $0.files.append(File(name: "9.sst", size: 1 << 63, crc32c: 0)) }
        let names = [
            "LOG", "LOCK", "../IDENTITY", "a.sst", ".sst", "OPTIONS-1", "1.log", "MANIFEST-",
        ]
        for name in names {
            expectRefused { $0.files.append(File(name: name, size: 1, crc32c: 0)) }
        }
        #expect(TestFile.names(in: self.path) == ["IDENTITY", "LOCK", "ORIGIN", "log", "state-0"])
    }

    @Test func aSnapshotLargerThanTheDiskIsRefusedBeforeAByteIsWritten() throws {
        let (receiver, manifest, _) = try self.makeScene()
        var large = manifest
        large.files[0].size = 1 << 60
        let error = #expect(throws: SnapshotStorageError.self) {
            try receiver.snapshots.begin(large)
        }
        guard case .io(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("bytes free"))
        #expect(TestFile.names(in: self.path) == ["IDENTITY", "LOCK", "ORIGIN", "log", "state-0"])
    }

    @Test func aFullDiskIsRefusedBeforeRocksDBMeetsItAndTheTransferGoesOnLater() throws {
        // Debian's RocksDB aborts when it cannot write, so each step asks for free space first.
        let (_, manifest, bytes) = try self.makeScene()
        let free = Mutex<UInt64>(1 << 40)
        var options = DataDirectory.OpenOptions()
        options.freeBytes = { free.withLock { $0 } }
        let node = try DataDirectory.open(at: self.path, options: options)
        #expect(try node.freeBytes() == 1 << 40)
        func expectFull(_ attempt: () throws -> Void) {
            free.withLock { $0 = 1 << 20 }
            let error = #expect(throws: SnapshotStorageError.self) { try attempt() }
            free.withLock { $0 = 1 << 40 }
            guard case .io(let reason) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains("has 1048576 bytes free"), "\(reason)")
        }
        expectFull { _ = try node.snapshots.create() }
        expectFull { _ = try node.snapshots.begin(manifest) }
        #expect(TestFile.names(in: self.path) == ["IDENTITY", "LOCK", "ORIGIN", "log", "state-0"])
        try SnapshotExchange.send(manifest, bytes, to: node.snapshots)
        expectFull { _ = try node.snapshots.finish() }
        #expect(try node.snapshots.begin(manifest) == manifest.size)
        #expect(try node.snapshots.finish() == 1)
        #expect(try node.snapshots.create().applied == .initial)
    }

    @Test func aDiskThatTakesNoMoreIsAnErrorAndTheTransferGoesOnLater() async throws {
        // A process that may write no long files is as good as a full disk: a part of a file fails
        // in the middle, and later all of it comes through.
        let (_, manifest, bytes) = try self.makeScene()
        await #expect(processExitsWith: .success) {
            [
                path = self.path as String, manifest = manifest.encoded() as [UInt8],
                bytes = bytes as [UInt8]
            ] in
            var reader = ByteReader(manifest)
            let manifest = try SnapshotManifest(from: &reader)
            let snapshots = try Fixtures.open(path).snapshots
            #expect(try snapshots.begin(manifest) == 0)
            let resource = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit()
            getrlimit(resource, &limit)
            let before = limit.rlim_cur
            limit.rlim_cur = 8 << 10
            setrlimit(resource, &limit)
            let error = #expect(throws: SnapshotStorageError.self) {
                try snapshots.write(bytes, at: 0)
            }
            limit.rlim_cur = before
            setrlimit(resource, &limit)
            guard case .io(let reason) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains("snapshot-in/files/"), "\(reason)")
            #expect(try snapshots.begin(manifest) < bytes.count)
            try SnapshotExchange.send(manifest, bytes, to: snapshots)
            #expect(try snapshots.finish() == 1)
        }
    }
}
