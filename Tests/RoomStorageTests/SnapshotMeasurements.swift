import Glibc
import Raft
import RoomReplica
import RoomState
import RoomStorage
import Testing

/// The figures of docs/storage.md about snapshots; see `StorageMeasurements`.
@Suite(.serialized, .enabled(if: getenv("ROOMKEEPER_MEASURE") != nil))
struct SnapshotMeasurements {
    private static let rooms = 200_000

    private let directory = TemporaryDirectory()

    @Test func aSnapshotOf200000Rooms() throws {
        let sender = try SnapshotExchange.makeSender(
            at: "\(self.directory.path)/sender", holding: [])
        let applied = try Self.makeRooms(on: sender.state)
        let path = "\(self.directory.path)/node"
        try Fixtures.format(path)
        let node = try Fixtures.open(path)
        var manifest = try Self.measure("create, first time") { try sender.snapshots.create() }
        for _ in 0..<5 {
            manifest = try Self.measure("create, again") { try sender.snapshots.create() }
        }
        #expect(manifest.applied == applied)
        print("\(manifest.files.count) files, \(manifest.size) bytes, \(Self.rooms) rooms")
        let piece: UInt64 = 256 << 10
        try Self.measure("read and write in pieces of 256 KiB, synced every 4 MiB") {
            var offset = try node.snapshots.begin(manifest)
            while offset < manifest.size {
                let bytes = try sender.snapshots.read(
                    from: offset, count: Int(min(piece, manifest.size - offset)))
                try node.snapshots.write(bytes, at: offset)
                offset += UInt64(bytes.count)
            }
        }
        let generation = try Self.measure("finish") { try node.snapshots.finish() }
        let install = SnapshotInstall(
            generation: generation, index: applied.index, term: applied.term,
            membership: MembershipRecord(index: .zero, membership: Fixtures.membership))
        let hardState = HardState(
            term: applied.term, votedFor: nil, commitIndex: applied.index)
        try Self.measure("install") {
            try node.log.write([
                LogWrite(sequence: IOSequence(1), install: install, hardState: hardState)
            ])
        }
        try Self.measure("adopt") { try node.state.adopt(generation: generation) }
        #expect(try RoomRecords.roomCount(in: node.state) == UInt64(Self.rooms))
    }

    @Test(arguments: [10_000, 1_000_000])
    func truncating(entries count: Int) throws {
        let path = "\(self.directory.path)/node"
        try Fixtures.format(path)
        do {
            let log = try Fixtures.open(path).log
            var next = 1
            while next <= count {
                let end = min(count, next + 999)
                try log.write([
                    Fixtures.write(Fixtures.entries(next...end, term: 1), term: 1, commit: end)
                ])
                next = end + 1
            }
            let last = LogIndex(UInt64(count - 10))
            try Self.measure("truncating \(count) entries") {
                try log.truncatePrefix(through: last, term: Term(1))
            }
            try Self.measure("fetch of 10 entries after that") {
                _ = try log.entries(
                    from: last.next, through: LogIndex(UInt64(count)), maxBytes: 1 << 20)
            }
        }
        try Self.measure("opening the log after that") {
            _ = try RocksLogStorage.open(at: "\(path)/log")
        }
    }

    /// Creates rooms the way a node does, and returns how far that is.
    private static func makeRooms(on state: RocksStateStorage) throws -> AppliedState {
        var applier = try RoomApplier(group: .first, reader: state)
        var number = 0
        while number < Self.rooms {
            let entries = try (0..<1000).map { offset in
                let owner = try #require(UserID("owner-\(number + offset)"))
                let create = RoomOperation.Create(
                    ownerID: owner,
                    info: RoomInfo(title: "The room number \(number + offset) of many"),
                    start: true)
                let command = RoomCommand(
                    caller: "tests", target: .newRoom, operations: [.create(create)])
                let payload = CommandPayload(
                    groupTime: .zero, command: command.encoded())
                return Entry(
                    index: applier.applied.index.advanced(by: offset + 1), term: Term(1),
                    kind: .command, payload: payload.encoded())
            }
            _ = try applier.apply(entries)
            try state.write(try applier.takeChanges())
            number += entries.count
        }
        return applier.applied
    }

    @discardableResult
    private static func measure<Value>(
        _ name: String, _ body: () throws -> Value
    ) rethrows -> Value {
        let clock = ContinuousClock()
        let start = clock.now
        let value = try body()
        print("\(name): \(clock.now - start)")
        return value
    }
}
