import ByteCoding
import Raft
import RoomReplica
import RoomState
import RoomStorage
import Synchronization
import Testing

/// The step from one state and log to those of a snapshot, as the log, the readers and a restart
/// see it.
@Suite struct SnapshotInstallTests {
    private let directory = TemporaryDirectory()
    private var path: String { "\(self.directory.path)/node" }

    /// Tells readers that the writer is done.
    private final class End: Sendable {
        let isReached = Atomic<Bool>(false)
    }

    private static func snapshot(
        index: UInt64, term: UInt64, values: UInt8
    ) -> StorageModel.ReceivedSnapshot {
        let applied = AppliedState(
            index: LogIndex(index), term: Term(term), groupTime: .zero,
            digest: StableHash(of: [values]))
        var state: [[UInt8]: [UInt8]] = [StateKey.applied: applied.encoded()]
        for number in 0..<50 as Range<UInt8> { state[[1, number]] = [values] }
        return StorageModel.ReceivedSnapshot(
            applied: applied,
            membership: MembershipRecord(
                index: LogIndex(4), membership: Fixtures.membership(learner: 8)),
            hardState: HardState(
                term: Term(term), votedFor: nil, commitIndex: LogIndex(index)),
            state: state)
    }

    /// Receives `snapshot` and returns its generation, which is not installed yet.
    private func receive(
        _ snapshot: StorageModel.ReceivedSnapshot, on receiver: DataDirectory
    ) throws -> UInt64 {
        let sender = try SnapshotExchange.makeSender(
            at: "\(self.directory.path)/sender", holding: snapshot.changes)
        let (manifest, bytes) = try SnapshotExchange.readAll(of: sender.snapshots)
        try SnapshotExchange.send(manifest, bytes, to: receiver.snapshots)
        return try receiver.snapshots.finish()
    }

    /// A node with entries 1 to 9, a learner at 3, an acknowledgement and a binding.
    private func makeNode() throws -> DataDirectory {
        try Fixtures.format(self.path)
        let node = try Fixtures.open(self.path)
        var entries = Fixtures.entries(1...9, term: 1)
        entries[2] = Entry(
            index: LogIndex(3), term: Term(1), kind: .membership,
            payload: Fixtures.membership(learner: 5).encodedPayload())
        var write = Fixtures.write(entries, term: 1, vote: 2, commit: 6)
        write.acknowledgements = [
            PeerAcknowledgement(node: NodeID(2), term: Term(1), index: LogIndex(6))
        ]
        try node.log.write([write])
        try node.log.pin(NodeID(2), to: StoreID(22))
        return node
    }

    @Test func anInstallEmptiesTheLogInOneBatchAndKeepsWhatItOwesToOthers() throws {
        // In the same call as entries before it and entries after it.
        let snapshot = Self.snapshot(index: 20, term: 2, values: 1)
        do {
            let node = try self.makeNode()
            let generation = try self.receive(snapshot, on: node)
            let syncs = node.log.syncCount
            try node.log.write([
                Fixtures.write([Fixtures.entry(10, term: 1)]),
                snapshot.write(generation: generation),
                Fixtures.write(Fixtures.entries(21...22, term: 3), term: 3, vote: 3, commit: 20),
            ])
            #expect(node.log.syncCount == syncs + 1)
            #expect(
                try node.log.entries(from: LogIndex(7), through: LogIndex(9), maxBytes: 9) == [])
            #expect(
                try node.log.entries(from: LogIndex(21), through: LogIndex(30), maxBytes: 1 << 20)
                    == Fixtures.entries(21...22, term: 3))
        }
        let recovered = try Fixtures.open(self.path).log.recover()
        #expect(
            recovered.summary
                == LogSummary(
                    truncatedIndex: LogIndex(20), truncatedTerm: Term(2), lastIndex: LogIndex(22),
                    termRuns: [LogSummary.TermRun(first: LogIndex(21), term: Term(3))]))
        #expect(
            recovered.hardState
                == HardState(term: Term(3), votedFor: NodeID(3), commitIndex: LogIndex(20)))
        #expect(recovered.memberships == [snapshot.membership])
        #expect(recovered.acknowledgements.map(\.index) == [LogIndex(6)])
        #expect(recovered.pins == [NodeID(2): StoreID(22)])
    }

    @Test func aStateThatWasNotReceivedIsNotInstalledAndTheLogGoesOn() throws {
        // The log must never name a state that is not there.
        let node = try self.makeNode()
        let snapshot = Self.snapshot(index: 20, term: 2, values: 1)
        for generation in [0, 1, 7] as [UInt64] {
            let error = #expect(throws: LogStorageError.self) {
                try node.log.write([snapshot.write(generation: generation)])
            }
            #expect(error?.description.contains("was received") == true)
        }
        try node.log.write([Fixtures.write([Fixtures.entry(10, term: 1)])])
        #expect(try self.receive(snapshot, on: node) == 1)
    }

    @Test func aFetchDuringAnInstallFindsTheLogEmptyNotDamaged() throws {
        // The batch is in the database, and the writer has not noted it yet.
        try Fixtures.format(self.path)
        let reader = Mutex<RocksLogStorage?>(nil)
        let seen = Mutex<[Int]>([])
        var options = DataDirectory.OpenOptions()
        options.onLogSync = { _ in
            guard let log = reader.withLock({ $0 }) else { return }
            let entries = try? log.entries(
                from: LogIndex(2), through: LogIndex(9), maxBytes: 1 << 20)
            seen.withLock { $0.append(entries?.count ?? -1) }
        }
        let node = try DataDirectory.open(at: self.path, options: options)
        try node.log.write([Fixtures.write(Fixtures.entries(1...9, term: 1), term: 1)])
        let snapshot = Self.snapshot(index: 20, term: 2, values: 1)
        let generation = try self.receive(snapshot, on: node)
        reader.withLock { $0 = node.log }
        try node.log.write([snapshot.write(generation: generation)])
        #expect(seen.withLock { $0 } == [0])
        reader.withLock { $0 = nil }
    }

    @Test func aViewOutlivesTheStateThatItIsOf() throws {
        // A query reads while a snapshot takes the place of its database, which is deleted when the
        // query is done, and not before.
        let node = try self.makeNode()
        var generations: [UInt64] = []
        func install(_ number: UInt8) throws {
            let snapshot = Self.snapshot(index: UInt64(number) * 20, term: 2, values: number)
            let generation = try self.receive(snapshot, on: node)
            try node.log.write([snapshot.write(generation: generation)])
            try node.state.adopt(generation: generation)
            generations.append(generation)
        }
        try install(1)
        var view: (any StateReader)? = node.state.view()
        try install(2)
        #expect(try view?.value(for: [1, 7]) == [1])
        #expect(try view?.pairs(withPrefix: [1], from: nil, limit: 1000).count == 50)
        #expect(try node.state.value(for: [1, 7]) == [2])
        #expect(TestFile.names(in: self.path).contains("state-1"))
        view = nil
        #expect(TestFile.names(in: self.path) == ["IDENTITY", "LOCK", "ORIGIN", "log", "state-2"])
        #expect(generations == [1, 2])
    }

    @Test func readersSeeTheOldStateOrTheNewOneWhileOneIsAdopted() async throws {
        // Every value of a state is the number of its snapshot. Readers scan it again and again
        // while three more are adopted; the one that was left is deleted under them.
        let node = try self.makeNode()
        let end = End()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    var highest = 0
                    while !end.isReached.load(ordering: .relaxed) {
                        let pairs = try node.state.pairs(withPrefix: [1], from: nil, limit: 1000)
                        let values = Set(pairs.map(\.value))
                        #expect(values.count <= 1)
                        #expect(pairs.count == (values.isEmpty ? 0 : 50))
                        let value = Int(values.first?.first ?? 0)
                        #expect(value >= highest)
                        highest = value
                        await Task.yield()
                    }
                    return highest
                }
            }
            for number in 1...4 as ClosedRange<UInt8> {
                let snapshot = Self.snapshot(
                    index: UInt64(number) * 20, term: 2, values: number)
                let generation = try self.receive(snapshot, on: node)
                try node.log.write([snapshot.write(generation: generation)])
                try node.state.adopt(generation: generation)
                // Adopting again what is in use changes nothing.
                try node.state.adopt(generation: generation)
                await Task.yield()
            }
            end.isReached.store(true, ordering: .relaxed)
            for try await _ in group {}
        }
        #expect(try node.state.value(for: [1, 7]) == [4])
        #expect(TestFile.names(in: self.path) == ["IDENTITY", "LOCK", "ORIGIN", "log", "state-4"])
    }

    @Test func aStateThatIsNotThisNodesIsNotAdopted() throws {
        let node = try self.makeNode()
        let error = #expect(throws: StateStorageError.self) { try node.state.adopt(generation: 3) }
        #expect(error?.description.contains("state-3 is missing") == true)
        let sender = "\(self.directory.path)/sender"
        do {
            _ = try SnapshotExchange.makeSender(at: sender, holding: [])
        }
        TestFile.copyTree("\(sender)/state-0", to: "\(self.path)/state-3")
        let other = #expect(throws: StateStorageError.self) { try node.state.adopt(generation: 3) }
        #expect(other?.description.contains("is the state of node 9") == true)
        #expect(node.state.generation == 0)
    }

    @Test func aLogWhoseStateIsMissingIsDamaged() throws {
        // The switch was made and the directory is gone: nothing can be replayed from the old one.
        do {
            let node = try self.makeNode()
            let snapshot = Self.snapshot(index: 20, term: 2, values: 1)
            let generation = try self.receive(snapshot, on: node)
            try node.log.write([snapshot.write(generation: generation)])
        }
        TestFile.remove("\(self.path)/state-1")
        let error = #expect(throws: DataDirectoryError.self) { try Fixtures.open(self.path) }
        let text = error?.description ?? ""
        #expect(text.contains("its database \(self.path)/state-1 is missing"), "\(text)")
        #expect(text.contains("replace this node by one with a new node id"), "\(text)")
        // What is there is evidence, and nothing of it is removed.
        #expect(TestFile.names(in: self.path).contains("state-0"))
    }

    @Test func aStateThatDoesNotFitItsLogIsDamaged() throws {
        // State databases of the same node, from before a truncation and from beyond the log.
        let node = "\(self.directory.path)/older"
        do {
            try Fixtures.format(node)
            let opened = try Fixtures.open(node)
            try opened.log.write([
                Fixtures.write(Fixtures.entries(1...9, term: 1), term: 1, commit: 9)
            ])
        }
        TestFile.copyTree(node, to: self.path)
        let applied = AppliedState(
            index: LogIndex(7), term: Term(1), groupTime: .zero, digest: .zero)
        do {
            let opened = try Fixtures.open(self.path)
            try opened.state.write([
                StateChange(key: StateKey.applied, value: applied.encoded())
            ])
            try opened.state.flush()
            try opened.log.truncatePrefix(through: LogIndex(7), term: Term(1))
        }
        _ = try Fixtures.open(self.path)
        TestFile.remove("\(self.path)/state-0")
        TestFile.copyTree("\(node)/state-0", to: "\(self.path)/state-0")
        let behind = #expect(throws: DataDirectoryError.self) { try Fixtures.open(self.path) }
        #expect(
            behind?.description.contains(
                "its state state-0 is as of entry 0, but its log holds the entries after 7 "
                    + "through 9") == true)
        TestFile.remove(self.path)
        try Fixtures.format(self.path)
        do {
            try Fixtures.open(self.path).state.write([
                StateChange(key: StateKey.applied, value: applied.encoded())
            ])
        }
        let beyond = #expect(throws: DataDirectoryError.self) { try Fixtures.open(self.path) }
        #expect(beyond?.description.contains("as of entry 7") == true)
    }
}
