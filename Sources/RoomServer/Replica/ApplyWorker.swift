import Dispatch
import Raft
import RoomReplica
import RoomState

/// The thread that owns the rooms: it applies committed entries and stores the changes.
final class ApplyWorker<Storage: StateStorage>: Sendable {
    private enum Work: Sendable {
        case apply([Entry])
        case stop
    }

    private let group: GroupID
    private let storage: Storage
    private let mailbox = Mailbox<Work>(limit: RunnerLimits.applyMailbox)
    private let replies: Mailbox<ReplicaInput>
    private let didFail: @Sendable (String) -> Void

    init(
        group: GroupID, storage: Storage, replies: Mailbox<ReplicaInput>,
        didFail: @escaping @Sendable (String) -> Void
    ) {
        self.group = group
        self.storage = storage
        self.replies = replies
        self.didFail = didFail
    }

    func apply(_ entries: [Entry]) {
        self.mailbox.postAlways(.apply(entries))
    }

    /// Ends `run` after what was handed in so far; the state is flushed, so that the next start has
    /// little to replay.
    func stop() {
        self.mailbox.postAlways(.stop)
    }

    func run() {
        do {
            try self.loop()
        } catch {
            self.didFail("\(error)")
        }
    }

    private func loop() throws {
        var applier = try RoomApplier(group: self.group, reader: self.storage)
        while true {
            for work in self.mailbox.take(until: .distantFuture) {
                switch work {
                case .apply(let entries):
                    var result = try applier.apply(entries)
                    // Stored BEFORE it is answered: a read that follows must find it.
                    try self.storage.write(result.changes)
                    result.changes = []
                    self.replies.postAlways(.applied(result))
                case .stop:
                    try self.storage.flush()
                    return
                }
            }
        }
    }
}
