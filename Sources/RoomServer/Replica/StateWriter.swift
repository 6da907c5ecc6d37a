internal import Dispatch
package import RoomReplica
package import RoomState
internal import Synchronization

/// The thread that writes what gathered on the apply thread, so that entries are applied meanwhile.
///
/// One batch is under way at most: before the next one the apply thread waits. To the rules
/// everything that was handed in counts as written: a key that the batch changes is read from it,
/// and a scan waits until it is written. After an error nothing more can be read, for the database
/// might lack what was not written.
package final class StateWriter<Storage: StateStorage>: StateReader, Sendable {
    private enum Work: Sendable {
        case write([StateChange], completion: @Sendable () -> Void)
        case flush(completion: @Sendable () -> Void)
        case stop
    }

    /// The batch under way, which both threads only read.
    private struct Batch {
        let changes: [StateChange]
        /// Made when the first key is looked for; later changes of a key come last.
        lazy var values: [[UInt8]: [UInt8]?] = Dictionary(
            self.changes.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    }

    private let storage: Storage
    private let batch = Mutex<Batch?>(nil)
    private let mailbox = Mailbox<Work>(limit: .max)
    /// Entered by whoever hands in a batch, left when it is written.
    private let writing = DispatchGroup()
    /// The same for everything that is handed in.
    private let working = DispatchGroup()
    private let hasFailed = Atomic<Bool>(false)
    private let didFail: @Sendable (String) -> Void

    package init(storage: Storage, didFail: @escaping @Sendable (String) -> Void) {
        self.storage = storage
        self.didFail = didFail
    }

    // MARK: - The apply thread

    /// Waits until the batch that was handed in is written and its completion has returned.
    package func waitForWrite() throws(StateReadFailure) {
        self.writing.wait()
        try self.requireSuccess()
    }

    /// Has `changes` written as one batch; to be called when none is under way.
    ///
    /// - Parameter completion: called on the writer's thread, unless the write fails.
    package func write(_ changes: [StateChange], completion: @escaping @Sendable () -> Void) {
        self.writing.enter()
        self.batch.withLock { $0 = Batch(changes: changes) }
        self.hand(.write(changes, completion: completion))
    }

    /// Has everything made durable that was handed in before.
    package func flush(completion: @escaping @Sendable () -> Void) {
        self.hand(.flush(completion: completion))
    }

    /// Waits until everything that was handed in is done.
    package func finish() throws(StateReadFailure) {
        self.working.wait()
        try self.requireSuccess()
    }

    /// Ends `run` after what was handed in so far.
    package func stop() {
        self.mailbox.postAlways(.stop)
    }

    package func value(for key: [UInt8]) throws(StateReadFailure) -> [UInt8]? {
        try self.requireSuccess()
        if let changed = self.batch.withLock({ $0?.values[key] }) { return changed }
        return try self.storage.value(for: key)
    }

    package func pairs(
        withPrefix prefix: [UInt8], from start: [UInt8]?, limit: Int
    ) throws(StateReadFailure) -> [StatePair] {
        try self.waitForWrite()
        return try self.storage.pairs(withPrefix: prefix, from: start, limit: limit)
    }

    private func hand(_ work: Work) {
        self.working.enter()
        self.mailbox.postAlways(work)
    }

    private func requireSuccess() throws(StateReadFailure) {
        if self.hasFailed.load(ordering: .acquiring) {
            throw StateReadFailure("the state database lacks changes that could not be written")
        }
    }

    // MARK: - The writer's thread

    /// Writes until `stop`; to be called once, on a thread of its own.
    package func run() {
        while true {
            for work in self.mailbox.take(until: .distantFuture) {
                switch work {
                case .write(let changes, let completion):
                    self.perform(completion) { () throws(StateStorageError) in
                        try self.storage.write(changes)
                    }
                    self.batch.withLock { $0 = nil }
                    self.writing.leave()
                case .flush(let completion):
                    self.perform(completion) { () throws(StateStorageError) in
                        try self.storage.flush()
                    }
                case .stop:
                    return
                }
                self.working.leave()
            }
        }
    }

    /// After a failure nothing is done any more: it would not follow what came before.
    private func perform(
        _ completion: () -> Void, _ work: () throws(StateStorageError) -> Void
    ) {
        guard !self.hasFailed.load(ordering: .relaxed) else { return }
        do throws(StateStorageError) {
            try work()
        } catch {
            // Told first: whoever reads afterwards only knows that something failed.
            self.didFail("\(error)")
            return self.hasFailed.store(true, ordering: .releasing)
        }
        completion()
    }
}
