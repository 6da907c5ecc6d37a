internal import Dispatch
internal import RoomReplica
package import RoomStorage
internal import Synchronization

/// The thread that makes a backup of the rooms while the node serves, and reads it out.
///
/// A node has one backup at a time. It belongs to whoever began it and knows its id, and is dropped
/// when it is not read for a while, so that a client that died holds no space. What is read is
/// paced, so that serving does not suffer.
package final class BackupWorker: Sendable {
    package typealias Completion<Value> = @Sendable (Result<Value, BackupRefusal>) -> Void

    /// What a reader is given.
    package struct Piece: Sendable {
        /// Of the whole backup; 0 while it is being made.
        package var size: UInt64
        package var bytes: [UInt8]
    }

    private enum Work: Sendable {
        case make(UInt64, BackupDetails)
        case read(Reading)
        case end(UInt64, completion: @Sendable () -> Void)
        case stop
    }

    private struct Reading: Sendable {
        var id: UInt64
        var offset: UInt64
        var count: Int
        var completion: Completion<Piece>
    }

    private enum Phase {
        case making
        case ready(size: UInt64)
        case failed(String)
    }

    private struct Backup {
        var id: UInt64
        var phase: Phase
        var usedAt: ContinuousClock.Instant
    }

    private let source: BackupSource
    private let didFail: @Sendable (String) -> Void
    private let mailbox = Mailbox<Work>(limit: RunnerLimits.backupMailbox)
    private let current = Mutex<Backup?>(nil)
    private let bytesPerSecond: Int
    private let thread = Mutex<WorkerThread?>(nil)

    /// - Parameters:
    ///   - bytesPerSecond: at which backups are read out.
    ///   - didFail: told once that the state is damaged; nothing is made any more then.
    package init(
        source: BackupSource, bytesPerSecond: Int, didFail: @escaping @Sendable (String) -> Void
    ) {
        self.source = source
        self.bytesPerSecond = max(1, bytesPerSecond)
        self.didFail = didFail
    }

    /// Begins to make a backup of what is stored now, and returns its id.
    package func begin(_ details: BackupDetails) -> Result<UInt64, BackupRefusal> {
        let id = UInt64.random(in: 1...UInt64.max)
        let isBusy = self.current.withLock { current in
            guard current == nil else { return true }
            current = Backup(id: id, phase: .making, usedAt: .now)
            return false
        }
        if isBusy { return .failure(.underWay) }
        guard self.mailbox.post(.make(id, details)) else {
            self.current.withLock { $0 = nil }
            return .failure(.stopping)
        }
        return .success(id)
    }

    /// Reads a piece of the backup `id`; answered at once while it is being made.
    package func read(
        _ id: UInt64, from offset: UInt64, count: Int, completion: @escaping Completion<Piece>
    ) {
        let phase = self.current.withLock { current -> Phase? in
            guard current?.id == id else { return nil }
            current?.usedAt = .now
            return current?.phase
        }
        switch phase {
        case nil: completion(.failure(.unknown))
        case .making: completion(.success(Piece(size: 0, bytes: [])))
        case .failed(let reason): completion(.failure(.failed(reason)))
        case .ready:
            let reading = Reading(id: id, offset: offset, count: count, completion: completion)
            if !self.mailbox.post(.read(reading)) { completion(.failure(.stopping)) }
        }
    }

    /// Deletes the backup `id`, if it is there.
    package func end(_ id: UInt64, completion: @escaping @Sendable () -> Void) {
        if !self.mailbox.post(.end(id, completion: completion)) { completion() }
    }

    /// Starts the thread; to be called once.
    package func start() {
        self.thread.withLock { $0 = WorkerThread(name: "backups") { self.run() } }
    }

    /// Ends the thread and waits for it; who still waits is answered.
    package func stop() {
        let thread = self.thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        self.mailbox.postAlways(.stop)
        thread?.join()
    }

    private func run() {
        var waiting: [Work] = []
        var mayReadAt = ContinuousClock.now
        while true {
            let pause = waiting.isEmpty ? RunnerLimits.backupIdle : mayReadAt - .now
            waiting += self.mailbox.take(until: .now() + .milliseconds(Self.milliseconds(pause)))
            self.dropIdle()
            while let work = waiting.first {
                if case .read = work, mayReadAt > .now { break }
                waiting.removeFirst()
                switch work {
                case .make(let id, let details):
                    guard self.make(id, details) else { return self.close(waiting) }
                case .read(let reading):
                    mayReadAt = max(mayReadAt, .now) + self.answer(reading)
                case .end(let id, let completion):
                    self.drop(id)
                    completion()
                case .stop:
                    return self.close(waiting)
                }
            }
        }
    }

    /// Returns false when the state is damaged and the node ends.
    private func make(_ id: UInt64, _ details: BackupDetails) -> Bool {
        var phase = Phase.making
        do throws(SnapshotStorageError) {
            phase = .ready(size: try self.source.make(details))
        } catch {
            if case .damaged = error {
                self.didFail("\(error)")
                return false
            }
            phase = .failed("\(error)")
        }
        self.current.withLock { $0 = Backup(id: id, phase: phase, usedAt: .now) }
        return true
    }

    /// Returns how long the next reading must wait.
    private func answer(_ reading: Reading) -> Duration {
        let backup = self.current.withLock { $0 }
        guard let backup, backup.id == reading.id, case .ready(let size) = backup.phase else {
            reading.completion(.failure(.unknown))
            return .zero
        }
        do throws(SnapshotStorageError) {
            let bytes = try self.source.read(from: reading.offset, count: reading.count)
            reading.completion(.success(Piece(size: size, bytes: bytes)))
            return .seconds(Double(bytes.count) / Double(self.bytesPerSecond))
        } catch {
            reading.completion(.failure(.failed("\(error)")))
            return .zero
        }
    }

    private func dropIdle() {
        let idle = self.current.withLock { current -> UInt64? in
            guard let current, current.usedAt + RunnerLimits.backupIdle <= .now else { return nil }
            return current.id
        }
        if let idle { self.drop(idle) }
    }

    private func drop(_ id: UInt64) {
        guard self.current.withLock({ $0?.id }) == id else { return }
        // What cannot be deleted now is deleted by the next backup, or when the node starts.
        try? self.source.release()
        self.current.withLock { $0 = nil }
    }

    private func close(_ waiting: [Work]) {
        for work in waiting + self.mailbox.close() {
            switch work {
            case .read(let reading): reading.completion(.failure(.stopping))
            case .end(_, let completion): completion()
            case .make, .stop: break
            }
        }
        try? self.source.release()
    }

    private static func milliseconds(_ duration: Duration) -> Int {
        max(1, Int(duration / .milliseconds(1)))
    }
}
