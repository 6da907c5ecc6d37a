import Raft
import RoomReplica
import RoomState
import RoomStorage
import Testing

/// What is checked of a data directory that was opened after a crash, whatever the crash.
enum StorageComparison {
    /// Expects a log that equals one of `models`, which differ in the operation that the crash
    /// interrupted, and returns the position of the model it equals.
    static func expectLog(
        of directory: DataDirectory, equalsOneOf models: [StorageModel], _ story: Comment
    ) throws -> Int? {
        let recovered = try directory.log.recover()
        let entries = try directory.log.allEntries()
        let match = models.lastIndex { $0.recovered == recovered && $0.entries == entries }
        #expect(match != nil, story)
        return match
    }

    /// Expects a state that is whole batches, at least the flushed ones of `before` and at most all
    /// of `after`, and returns how many.
    static func expectState(
        of directory: DataDirectory, between before: StorageModel, and after: StorageModel,
        _ story: Comment
    ) throws -> Int {
        let version = try Self.version(of: directory)
        #expect(version >= before.flushed, story)
        #expect(version < after.states.count, story)
        try Self.expectState(of: directory, equals: after, at: version, story)
        return version
    }

    static func expectState(
        of directory: DataDirectory, equals model: StorageModel, at version: Int,
        _ story: Comment
    ) throws {
        let pairs = try directory.state.pairs(withPrefix: [], from: nil, limit: 1000)
        let stored = Dictionary(uniqueKeysWithValues: pairs.map { ($0.key, $0.value) })
        let expected = model.states.indices.contains(version) ? model.states[version] : [:]
        #expect(stored == expected, story)
    }

    static func version(of directory: DataDirectory) throws -> Int {
        let value = try directory.state.value(for: StorageModel.versionKey)
        return Int(value?.first ?? 0)
    }
}
