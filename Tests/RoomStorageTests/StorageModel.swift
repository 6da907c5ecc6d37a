import Raft
import RoomReplica
import RoomState

/// What a data directory must hold, kept as simply as possible: the twin of the real one.
struct StorageModel: Equatable {
    /// The key under which each state batch of a script keeps its number.
    static let versionKey: [UInt8] = [6, 9]

    enum Operation: Equatable {
        case log([LogWrite])
        case truncate(LogIndex, Term)
        case pin(NodeID, StoreID)
        case state([StateChange])
        case flush
        /// Receives a snapshot from another node, and installs it.
        case receive(ReceivedSnapshot)
        /// Makes a snapshot and reads all of it.
        case send
    }

    /// What another node sends, and what the log is told with it.
    struct ReceivedSnapshot: Equatable {
        var applied: AppliedState
        var membership: MembershipRecord
        var hardState: HardState
        /// The whole state, `applied` included.
        var state: [[UInt8]: [UInt8]]

        var changes: [StateChange] {
            self.state.map { StateChange(key: $0.key, value: $0.value) }
        }

        func write(generation: UInt64) -> LogWrite {
            LogWrite(
                sequence: IOSequence(1),
                install: SnapshotInstall(
                    generation: generation, index: self.applied.index, term: self.applied.term,
                    membership: self.membership),
                hardState: self.hardState)
        }
    }

    var entries: [Entry] = []
    var truncatedIndex = LogIndex.zero
    var truncatedTerm = Term.zero
    var hardState = HardState.initial
    var memberships = [MembershipRecord(index: .zero, membership: Fixtures.membership)]
    var acknowledgements: [NodeID: PeerAcknowledgement] = [:]
    var pins: [NodeID: StoreID] = [:]
    /// The state after each batch, by how many batches came before; never shorter than one.
    var states: [[[UInt8]: [UInt8]]] = [[:]]
    /// How many batches the last flush covered.
    var flushed = 0

    /// The applied index of what the last flush covered.
    var flushedIndex: LogIndex {
        guard let bytes = self.states[self.flushed][StateKey.applied],
            let applied = try? AppliedState(decoding: bytes)
        else { return .zero }
        return applied.index
    }

    var lastIndex: LogIndex { self.entries.last?.index ?? self.truncatedIndex }

    func entry(at index: LogIndex) -> Entry? { self.entries.first { $0.index == index } }

    mutating func apply(_ operation: Operation) {
        switch operation {
        case .log(let writes):
            for write in writes { self.apply(write) }
        case .truncate(let index, let term):
            self.entries.removeAll { $0.index <= index }
            self.truncatedIndex = index
            self.truncatedTerm = term
            while self.memberships.count > 1, self.memberships[1].index <= index {
                self.memberships.removeFirst()
            }
        case .pin(let node, let store):
            self.pins[node] = store
        case .state(let changes):
            var state = self.states[self.states.count - 1]
            for change in changes { state[change.key] = change.value }
            self.states.append(state)
        case .flush:
            self.flushed = self.states.count - 1
        case .receive(let snapshot):
            self.entries = []
            self.truncatedIndex = snapshot.applied.index
            self.truncatedTerm = snapshot.applied.term
            self.memberships = [snapshot.membership]
            self.hardState = snapshot.hardState
            self.states.append(snapshot.state)
            self.flushed = self.states.count - 1
        case .send:
            // Making a snapshot flushes.
            self.flushed = self.states.count - 1
        }
    }

    private mutating func apply(_ write: LogWrite) {
        if let first = write.entries.first {
            self.entries.removeAll { $0.index >= first.index }
            self.memberships.removeAll { $0.index >= first.index }
            self.entries += write.entries
            for entry in write.entries where entry.kind == .membership {
                guard let membership = try? Membership(payload: entry.payload) else { continue }
                self.memberships.append(
                    MembershipRecord(index: entry.index, membership: membership))
            }
        }
        if let hardState = write.hardState { self.hardState = hardState }
        for acknowledgement in write.acknowledgements {
            self.acknowledgements[acknowledgement.node] = acknowledgement
        }
    }

    /// What `recover()` must return.
    var recovered: RecoveredLog {
        var runs: [LogSummary.TermRun] = []
        for entry in self.entries where runs.last?.term != entry.term {
            runs.append(LogSummary.TermRun(first: entry.index, term: entry.term))
        }
        return RecoveredLog(
            identity: Fixtures.identity, hardState: self.hardState,
            summary: LogSummary(
                truncatedIndex: self.truncatedIndex, truncatedTerm: self.truncatedTerm,
                lastIndex: self.lastIndex, termRuns: runs),
            memberships: self.memberships,
            acknowledgements: self.acknowledgements.values.sorted { $0.node < $1.node },
            pins: self.pins)
    }
}
