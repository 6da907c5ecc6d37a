import Dispatch
import Raft
import RoomReplica
import RoomState

/// The thread that owns the rooms: it applies committed entries, shows the rooms to readers, and
/// stores changes once enough have gathered.
final class ApplyWorker<Storage: StateStorage>: Sendable {
    private enum Work: Sendable {
        case apply([Entry])
        case stop
    }

    private let group: GroupID
    private let storage: Storage
    private let rooms: AppliedRooms
    private let mailbox = Mailbox<Work>(limit: RunnerLimits.applyMailbox)
    private let replies: Mailbox<ReplicaInput>
    private let didFail: @Sendable (String) -> Void

    init(
        group: GroupID, storage: Storage, rooms: AppliedRooms, replies: Mailbox<ReplicaInput>,
        didFail: @escaping @Sendable (String) -> Void
    ) {
        self.group = group
        self.storage = storage
        self.rooms = rooms
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
                    // Shown BEFORE it is answered: a read that follows must find it.
                    self.rooms.publish(result)
                    result.rooms = []
                    self.replies.postAlways(.applied(result))
                    if applier.mustStore {
                        try self.store(from: &applier)
                    }
                case .stop:
                    try self.store(from: &applier)
                    try self.storage.flush()
                    return
                }
            }
        }
    }

    private func store(from applier: inout RoomApplier<Storage>) throws(StateStorageError) {
        try self.storage.write(applier.takeChanges())
        self.rooms.didStore()
    }
}
