import ByteCoding
import Raft
import RoomReplica
import RoomState
import RoomStorage
import SeededRandomness

/// A seeded sequence of operations such as a node performs, with the model after each of them.
struct StorageScript {
    let operations: [StorageModel.Operation]
    /// One more than operations: `models[n]` is after the first n.
    let models: [StorageModel]

    init(seed: UInt64, count: Int) {
        var generator = SeededGenerator(seed: seed)
        var operations: [StorageModel.Operation] = []
        var models = [StorageModel()]
        var model = StorageModel()
        while operations.count < count {
            guard let operation = Self.makeOperation(over: model, &generator) else { continue }
            model.apply(operation)
            operations.append(operation)
            models.append(model)
        }
        self.operations = operations
        self.models = models
    }

    /// Performs one operation on real storage.
    static func perform(
        _ operation: StorageModel.Operation, on directory: DataDirectory
    ) throws {
        switch operation {
        case .log(let writes): try directory.log.write(writes)
        case .truncate(let index, let term):
            try directory.log.truncatePrefix(through: index, term: term)
        case .pin(let node, let store): try directory.log.pin(node, to: store)
        case .state(let changes): try directory.state.write(changes)
        case .flush: try directory.state.flush()
        case .receive(let snapshot): try SnapshotExchange.receive(snapshot, on: directory)
        case .send: _ = try SnapshotExchange.readAll(of: directory.snapshots)
        }
    }

    private static func makeOperation(
        over model: StorageModel, _ generator: inout SeededGenerator
    ) -> StorageModel.Operation? {
        switch generator.below(32) {
        case 0..<13: return Self.makeWrites(over: model, &generator)
        case 13..<18: return Self.makeTruncation(over: model, &generator)
        case 18:
            let node = NodeID(UInt64(model.pins.count + 1))
            return .pin(node, StoreID(generator.next() | 1))
        case 19..<25: return Self.makeState(over: model, &generator)
        case 25..<29: return .flush
        case 29..<31: return Self.makeReceived(over: model, &generator)
        default: return .send
        }
    }

    private static func makeWrites(
        over model: StorageModel, _ generator: inout SeededGenerator
    ) -> StorageModel.Operation {
        var model = model
        let writes = (0...generator.below(3)).map { number in
            let write = Self.makeWrite(number, over: model, &generator)
            model.apply(.log([write]))
            return write
        }
        return .log(writes)
    }

    private static func makeWrite(
        _ number: Int, over model: StorageModel, _ generator: inout SeededGenerator
    ) -> LogWrite {
        var write = LogWrite(sequence: IOSequence(UInt64(number + 1)))
        var hardState = model.hardState
        var first = model.lastIndex.next
        let uncommitted = model.entries.filter { $0.index > hardState.commitIndex }
        if generator.oneIn(4) {
            // A new term, which may replace what was not committed.
            hardState.term = hardState.term.next
            hardState.votedFor =
                generator.oneIn(3) ? nil : NodeID(UInt64(1 + generator.below(3)))
            first = uncommitted.randomElement(using: &generator)?.index ?? first
        }
        if generator.below(4) > 0 {
            let count = 1 + generator.below(4)
            write.entries = (0..<count).map { offset in
                Self.makeEntry(first.advanced(by: offset), hardState.term, &generator)
            }
        }
        var after = model
        after.apply(.log([write]))
        let reachable = hardState.commitIndex.distance(to: after.lastIndex)
        hardState.commitIndex = hardState.commitIndex.advanced(by: generator.below(reachable + 1))
        if hardState != model.hardState || write.entries.isEmpty { write.hardState = hardState }
        if generator.oneIn(3) {
            let node = NodeID(UInt64(2 + generator.below(2)))
            write.acknowledgements = [
                PeerAcknowledgement(
                    node: node, term: hardState.term, index: hardState.commitIndex)
            ]
        }
        return write
    }

    private static func makeEntry(
        _ index: LogIndex, _ term: Term, _ generator: inout SeededGenerator
    ) -> Entry {
        switch generator.below(10) {
        case 0:
            return Entry(index: index, term: term, kind: .noop)
        case 1:
            let membership = Fixtures.membership(learner: UInt64(4 + generator.below(10)))
            return Entry(
                index: index, term: term, kind: .membership,
                payload: membership.encodedPayload())
        default:
            return Entry(
                index: index, term: term, kind: .command,
                payload: generator.bytes(generator.below(300)))
        }
    }

    private static func makeTruncation(
        over model: StorageModel, _ generator: inout SeededGenerator
    ) -> StorageModel.Operation? {
        // As a node does it: what is not durable in the state must stay in the log.
        let committed = model.entries.filter { $0.index <= model.flushedIndex }
        guard let entry = committed.randomElement(using: &generator) else { return nil }
        return .truncate(entry.index, entry.term)
    }

    private static func makeState(
        over model: StorageModel, _ generator: inout SeededGenerator
    ) -> StorageModel.Operation {
        let version = UInt8(model.states.count)
        let applied = AppliedState(
            index: model.hardState.commitIndex, term: model.hardState.term, groupTime: .zero,
            digest: StableHash(of: [version]))
        var changes = [
            StateChange(key: StorageModel.versionKey, value: [version]),
            StateChange(key: StateKey.applied, value: applied.encoded()),
        ]
        for _ in 0...generator.below(6) {
            let key: [UInt8] = [1, UInt8(generator.below(8))]
            let value = generator.oneIn(4) ? nil : generator.bytes(20)
            changes.append(StateChange(key: key, value: value))
        }
        return .state(changes)
    }

    /// A snapshot that begins where this node's log is behind, of a later term now and then.
    private static func makeReceived(
        over model: StorageModel, _ generator: inout SeededGenerator
    ) -> StorageModel.Operation {
        var hardState = model.hardState
        if hardState.term == .zero || generator.oneIn(2) {
            hardState.term = hardState.term.next
            hardState.votedFor = nil
        }
        let version = UInt8(model.states.count)
        let index = model.lastIndex.advanced(by: 1 + generator.below(50))
        hardState.commitIndex = index
        let applied = AppliedState(
            index: index, term: hardState.term, groupTime: .zero,
            digest: StableHash(of: [version, 1]))
        var state: [[UInt8]: [UInt8]] = [
            StorageModel.versionKey: [version], StateKey.applied: applied.encoded(),
        ]
        for _ in 0...generator.below(6) {
            state[[1, UInt8(generator.below(8))]] = generator.bytes(20)
        }
        let since = LogIndex(UInt64(generator.below(Int(index.rawValue) + 1)))
        let learner = UInt64(4 + generator.below(10))
        return .receive(
            StorageModel.ReceivedSnapshot(
                applied: applied,
                membership: MembershipRecord(
                    index: since, membership: Fixtures.membership(learner: learner)),
                hardState: hardState, state: state))
    }
}
