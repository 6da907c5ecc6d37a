internal import Dispatch
package import RoomReplica

/// The thread that makes, reads and receives snapshots; it may be as slow as its disk.
///
/// A failure of a snapshot is no failure of the node: it is answered, and tried again later. But a
/// state that proves to be damaged when a snapshot is made of it ends the node.
package final class SnapshotWorker: Sendable {
    private enum Work: Sendable {
        case task(SnapshotTask)
        case stop
    }

    private let storage: any SnapshotStorage
    private let mailbox = Mailbox<Work>(limit: RunnerLimits.snapshotMailbox)
    private let reply: @Sendable (SnapshotResult) -> Void
    private let didFail: @Sendable (String) -> Void

    /// - Parameter didFail: told once that the state is damaged; `run` then returns.
    package init(
        storage: any SnapshotStorage, reply: @escaping @Sendable (SnapshotResult) -> Void,
        didFail: @escaping @Sendable (String) -> Void
    ) {
        self.storage = storage
        self.reply = reply
        self.didFail = didFail
    }

    package func perform(_ task: SnapshotTask) {
        self.mailbox.postAlways(.task(task))
    }

    package func stop() {
        self.mailbox.postAlways(.stop)
    }

    package func run() {
        while true {
            for work in self.mailbox.take(until: .distantFuture) {
                guard case .task(let task) = work else { return }
                let outcome: SnapshotResult.Outcome
                do throws(SnapshotStorageError) {
                    outcome = try self.outcome(of: task.work)
                } catch {
                    if case .damaged = error {
                        self.didFail("\(error)")
                        return
                    }
                    outcome = .failed(error)
                }
                self.reply(SnapshotResult(number: task.number, outcome: outcome))
            }
        }
    }

    private func outcome(
        of work: SnapshotTask.Work
    ) throws(SnapshotStorageError) -> SnapshotResult.Outcome {
        switch work {
        case .create:
            return .created(try self.storage.create())
        case .read(let offset, let count):
            return .read(try self.storage.read(from: offset, count: count))
        case .release:
            try self.storage.release()
            return .done
        case .begin(let manifest):
            return .begun(try self.storage.begin(manifest))
        case .write(let bytes, let offset):
            try self.storage.write(bytes, at: offset)
            return .written
        case .finish:
            return .finished(try self.storage.finish())
        case .abandon:
            try self.storage.abandon()
            return .done
        }
    }
}
