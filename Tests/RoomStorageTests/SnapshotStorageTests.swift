import ByteCoding
import Glibc
import Raft
import RoomReplica
import RoomState
import RoomStorage
import SeededRandomness
import Testing

@Suite struct SnapshotStorageTests {
    private let directory = TemporaryDirectory()
    private var path: String { "\(self.directory.path)/node" }
    private var senderPath: String { "\(self.directory.path)/sender" }

    private static let applied = AppliedState(
        index: LogIndex(70), term: Term(3), groupTime: .zero,
        digest: StableHash(of: [1, 2, 3]))
    private static let hardState = HardState(
        term: Term(3), votedFor: NodeID(9), commitIndex: LogIndex(70))

    /// A whole state: `applied`, and values that compression does not shrink.
    private static func changes(
        bytes: Int = 3000, values: Int = 10, seed: UInt64 = 1
    ) -> [StateChange] {
        var generator = SeededGenerator(seed: seed)
        return [StateChange(key: StateKey.applied, value: Self.applied.encoded())]
            + (0..<values).map { number in
                StateChange(
                    key: [1, UInt8(number)], value: generator.bytes(bytes / values))
            }
    }

    private static func write(_ generation: UInt64) -> LogWrite {
        LogWrite(
            sequence: IOSequence(1),
            install: SnapshotInstall(
                generation: generation, index: Self.applied.index, term: Self.applied.term,
                membership: MembershipRecord(
                    index: LogIndex(5), membership: Fixtures.membership(learner: 4))),
            hardState: Self.hardState)
    }

    private static func contents(of directory: DataDirectory) throws -> [StatePair] {
        try directory.state.pairs(withPrefix: [], from: nil, limit: 1000)
    }

    /// A formatted receiver, and a snapshot of a sender that holds `changes`.
    private func makeScene(
        _ changes: [StateChange] = Self.changes()
    ) throws -> (receiver: DataDirectory, manifest: SnapshotManifest, bytes: [UInt8]) {
        let sender = try SnapshotExchange.makeSender(at: self.senderPath, holding: changes)
        let (manifest, bytes) = try SnapshotExchange.readAll(of: sender.snapshots)
        try Fixtures.format(self.path)
        return (try Fixtures.open(self.path), manifest, bytes)
    }

    @Test func aSnapshotIsMadeSentInstalledAndSentOn() throws {
        // Node 9 sends to node 1, which installs it, goes on with it, and sends it to a third.
        let (receiver, manifest, bytes) = try self.makeScene()
        #expect(manifest.applied == Self.applied)
        #expect(bytes.count == Int(manifest.size))
        try SnapshotExchange.send(manifest, bytes, to: receiver.snapshots)
        let generation = try receiver.snapshots.finish()
        #expect(generation == 1)
        // Until the log says so, nothing has changed.
        #expect(try Self.contents(of: receiver).isEmpty)
        #expect(receiver.log.generation == 0)
        try receiver.log.write([Self.write(generation)])
        try receiver.state.adopt(generation: generation)
        #expect(receiver.state.generation == 1)
        let expected = Self.changes().sorted { $0.key.lexicographicallyPrecedes($1.key) }
        #expect(
            try Self.contents(of: receiver).map { StateChange(key: $0.key, value: $0.value) }
                == expected)
        #expect(
            TestFile.names(in: self.path) == ["IDENTITY", "LOCK", "ORIGIN", "log", "state-1"])
        try receiver.state.write([StateChange(key: [1, 99], value: [7])])

        let third = "\(self.directory.path)/third"
        let stranger = StoreIdentity(
            cluster: Fixtures.identity.cluster, node: NodeID(3), store: StoreID(3))
        try DataDirectory.format(
            at: third, identity: stranger, membership: Fixtures.membership)
        do {
            let directory = try DataDirectory.open(at: third)
            let (next, all) = try SnapshotExchange.readAll(of: receiver.snapshots)
            #expect(next.id != manifest.id)
            try SnapshotExchange.send(next, all, to: directory.snapshots)
            try directory.log.write([Self.write(try directory.snapshots.finish())])
        }
        // A restart comes before the switch: opening uses what the log names.
        let directory = try DataDirectory.open(at: third)
        #expect(try Self.contents(of: directory) == (try Self.contents(of: receiver)))
        #expect(TestFile.names(in: third) == ["IDENTITY", "LOCK", "ORIGIN", "log", "state-1"])
    }

    @Test func theStateInUseGoesOnWhileItsSnapshotStaysAsItWas() throws {
        let (receiver, _, _) = try self.makeScene()
        try receiver.state.write(Self.changes())
        let manifest = try receiver.snapshots.create()
        try receiver.state.write([
            StateChange(
                key: StateKey.applied, value: AppliedState.initial.encoded())
        ])
        try receiver.state.flush()
        #expect(manifest.applied == Self.applied)
        var crc: [UInt32] = []
        var offset: UInt64 = 0
        for file in manifest.files {
            let bytes = try receiver.snapshots.read(from: offset, count: Int(file.size))
            crc.append(CRC32C.checksum(bytes))
            offset += file.size
        }
        #expect(crc == manifest.files.map(\.crc32c))
        // One made later takes its place, and is of the later state.
        #expect(try receiver.snapshots.create().applied == .initial)
        try receiver.snapshots.release()
        try receiver.snapshots.release()
        #expect(!TestFile.names(in: self.path).contains("snapshot-out"))
        #expect(throws: SnapshotStorageError.self) {
            try receiver.snapshots.read(from: 0, count: 1)
        }
    }

    @Test func onlyWhatASnapshotHoldsCanBeRead() throws {
        let (receiver, _, _) = try self.makeScene()
        let manifest = try receiver.snapshots.create()
        let all = try receiver.snapshots.read(from: 0, count: Int(manifest.size))
        for start in [0, 1, all.count / 2, all.count - 1, all.count] {
            for count in [0, 1, all.count - start] where start + count <= all.count {
                let bytes = try receiver.snapshots.read(from: UInt64(start), count: count)
                #expect(bytes == Array(all[start..<start + count]))
            }
        }
        for (offset, count) in [(manifest.size, 1), (0, all.count + 1), (.max, 1), (0, -1)] {
            let error = #expect(throws: SnapshotStorageError.self) {
                try receiver.snapshots.read(from: offset, count: count)
            }
            guard case .invalid = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    @Test func aTransferGoesOnInTheSameProcessWhereItStopped() throws {
        let (receiver, manifest, bytes) = try self.makeScene()
        try SnapshotExchange.send(manifest, bytes, upTo: 2345, to: receiver.snapshots)
        #expect(try receiver.snapshots.begin(manifest) == 2345)
        // Bytes that do not follow, or go beyond the end, are refused and change nothing.
        for (offset, count) in [(0, 10), (2344, 1), (2346, 1), (2345, bytes.count)] {
            #expect(throws: SnapshotStorageError.self) {
                try receiver.snapshots.write(
                    [UInt8](repeating: 0, count: count), at: UInt64(offset))
            }
        }
        try SnapshotExchange.send(manifest, bytes, to: receiver.snapshots)
        #expect(try receiver.snapshots.finish() == 1)
    }

    @Test(arguments: [0, 5 << 20, 9 << 20])
    func aTransferGoesOnInALaterProcessWithWhatIsCertain(end: Int) throws {
        // A small table, one of 6 MB and more, and the rest: after a restart only what was synced
        // counts, as what comes after that may be anything.
        let (_, manifest, bytes) = try self.makeScene(Self.changes(bytes: 6 << 20))
        let large = try #require(manifest.files.first { $0.size > 6 << 20 })
        let before = manifest.files.prefix { $0 != large }.reduce(0) { $0 + $1.size }
        do {
            let receiver = try Fixtures.open(self.path)
            try SnapshotExchange.send(
                manifest, bytes, upTo: end, pieces: 100_000, to: receiver.snapshots)
        }
        if end == 5 << 20 {
            let file = "\(self.path)/snapshot-in/files/\(large.name)"
            var torn = TestFile.read(file)
            for index in (4 << 20)..<torn.count { torn[index] = 0 }
            TestFile.write(torn, to: file)
        }
        let receiver = try Fixtures.open(self.path)
        let certain = [0: 0, 5 << 20: before + (4 << 20), 9 << 20: manifest.size][end]
        #expect(try receiver.snapshots.begin(manifest) == certain)
        try SnapshotExchange.send(
            manifest, bytes, pieces: 100_000, to: receiver.snapshots)
        #expect(try receiver.snapshots.finish() == 1)
    }

    @Test func aPartThatRottedSinceIsSentAgain() throws {
        let (_, manifest, bytes) = try self.makeScene()
        do {
            let receiver = try Fixtures.open(self.path)
            try SnapshotExchange.send(manifest, bytes, to: receiver.snapshots)
        }
        let last = try #require(manifest.files.last)
        let file = "\(self.path)/snapshot-in/files/\(last.name)"
        var rotten = TestFile.read(file)
        rotten[0] ^= 1
        TestFile.write(rotten, to: file)
        let receiver = try Fixtures.open(self.path)
        #expect(try receiver.snapshots.begin(manifest) == manifest.size - last.size)
        try SnapshotExchange.send(manifest, bytes, to: receiver.snapshots)
        #expect(try receiver.snapshots.finish() == 1)
    }

    @Test func anotherSnapshotTakesThePlaceOfOneThatWasBeingReceived() throws {
        let (receiver, manifest, bytes) = try self.makeScene()
        try SnapshotExchange.send(manifest, bytes, upTo: 2000, to: receiver.snapshots)
        let sender = try SnapshotExchange.makeSender(
            at: self.senderPath, holding: Self.changes(seed: 2))
        let (newer, all) = try SnapshotExchange.readAll(of: sender.snapshots)
        #expect(try receiver.snapshots.begin(newer) == 0)
        #expect(try receiver.snapshots.begin(newer) == 0)
        try SnapshotExchange.send(newer, all, to: receiver.snapshots)
        #expect(try receiver.snapshots.finish() == 1)
        // Never installed, and another one is received: only that one stays.
        try SnapshotExchange.send(manifest, bytes, to: receiver.snapshots)
        #expect(try receiver.snapshots.finish() == 2)
        #expect(
            TestFile.names(in: self.path) == [
                "IDENTITY", "LOCK", "ORIGIN", "log", "state-0", "state-2",
            ])
        let error = #expect(throws: LogStorageError.self) {
            try receiver.log.write([Self.write(1)])
        }
        #expect(error?.description.contains("no state database 1 was received") == true)
        try receiver.log.write([Self.write(2)])
        #expect(receiver.log.generation == 2)
    }

    @Test func anAbandonedSnapshotIsForgottenButNotOneThatTheLogNames() throws {
        let (receiver, manifest, bytes) = try self.makeScene()
        try SnapshotExchange.send(manifest, bytes, upTo: 2000, to: receiver.snapshots)
        try receiver.snapshots.abandon()
        #expect(TestFile.names(in: self.path) == ["IDENTITY", "LOCK", "ORIGIN", "log", "state-0"])
        #expect(throws: SnapshotStorageError.self) {
            try receiver.snapshots.write([1], at: 2000)
        }
        #expect(throws: SnapshotStorageError.self) { try receiver.snapshots.finish() }
        #expect(try receiver.snapshots.begin(manifest) == 0)
        try SnapshotExchange.send(manifest, bytes, to: receiver.snapshots)
        _ = try receiver.snapshots.finish()
        try receiver.snapshots.abandon()
        #expect(TestFile.names(in: self.path) == ["IDENTITY", "LOCK", "ORIGIN", "log", "state-0"])
        try SnapshotExchange.send(manifest, bytes, to: receiver.snapshots)
        let generation = try receiver.snapshots.finish()
        try receiver.log.write([Self.write(generation)])
        try receiver.snapshots.abandon()
        try receiver.state.adopt(generation: generation)
        #expect(try Self.contents(of: receiver).count == Self.changes().count)
    }

    @Test func whatCanNotBeGoneOnWithIsRemovedWhenOpened() throws {
        // Received: a part of one that is ahead of the state stays; one that the state has caught
        // up with, or whose manifest is damaged, goes.
        let (_, manifest, bytes) = try self.makeScene()
        let stored = "\(self.path)/snapshot-in/manifest"
        func receivePart() throws {
            let receiver = try Fixtures.open(self.path)
            try SnapshotExchange.send(manifest, bytes, upTo: 2000, to: receiver.snapshots)
            _ = try receiver.snapshots.create()
        }
        func namesAfterOpening() throws -> [String] {
            _ = try Fixtures.open(self.path)
            return TestFile.names(in: self.path)
        }
        try receivePart()
        #expect(
            try namesAfterOpening() == [
                "IDENTITY", "LOCK", "ORIGIN", "log", "snapshot-in", "state-0",
            ])
        var damaged = TestFile.read(stored)
        damaged[10] ^= 4
        TestFile.write(damaged, to: stored)
        #expect(try namesAfterOpening() == ["IDENTITY", "LOCK", "ORIGIN", "log", "state-0"])
        try receivePart()
        do {
            let receiver = try Fixtures.open(self.path)
            let last = Int(Self.applied.index.rawValue)
            try receiver.log.write([Fixtures.write(Fixtures.entries(1...last, term: 3), term: 3)])
            try receiver.state.write(Self.changes())
        }
        #expect(try namesAfterOpening() == ["IDENTITY", "LOCK", "ORIGIN", "log", "state-0"])
    }
}
