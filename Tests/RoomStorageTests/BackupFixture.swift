import ByteCoding
import Raft
import RoomReplica
import RoomState
import RoomStorage
import SeededRandomness

/// A node with a few records, and a backup of it.
enum BackupFixture {
    static let applied = AppliedState(
        index: LogIndex(70), term: Term(3), groupTime: GroupTime(milliseconds: 1_800_000_000_123),
        digest: StableHash(of: [1, 2, 3]))

    static let details = BackupDetails(
        program: "1.2.3", madeAt: 1_800_000_000_500,
        membership: MembershipRecord(index: LogIndex(5), membership: Fixtures.membership))

    /// The records of the state: `applied`, and values that have no pattern.
    static func changes(bytes: Int = 300, values: Int = 10) -> [StateChange] {
        var generator = SeededGenerator(seed: 7)
        return [StateChange(key: StateKey.applied, value: Self.applied.encoded())]
            + (0..<values).map { number in
                StateChange(key: [1, UInt8(number)], value: generator.bytes(bytes / values))
            }
    }

    /// Writes a backup of a new node to `path`; the node's directory goes beside it.
    static func write(
        to path: String, changes: [StateChange] = Self.changes()
    ) throws -> BackupFile {
        let node = try SnapshotExchange.makeSender(at: "\(path)-node", holding: changes)
        let draft = try BackupDraft(path: path)
        let size = try node.backups.make(Self.details)
        while draft.size < size {
            try draft.append(try node.backups.read(from: draft.size, count: 100_000))
        }
        try node.backups.release()
        return try draft.finish()
    }

    /// What the state of a data directory holds, in the order of its keys.
    static func contents(of directory: DataDirectory) throws -> [StatePair] {
        try directory.state.pairs(withPrefix: [], from: nil, limit: 10_000)
    }

    static func expected(_ changes: [StateChange] = Self.changes()) -> [StatePair] {
        changes.map { StatePair(key: $0.key, value: $0.value ?? []) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }
}
