import Dispatch
import Raft
import RoomReplica
import RoomState

/// The thread that owns the rooms: it applies committed entries, shows the rooms to readers, and
/// stores changes once enough have gathered.
final class ApplyWorker<Storage: StateStorage>: Sendable {
    private let options: ReplicaOptions
    private let storage: Storage
    private let rooms: AppliedRooms
    private let mailbox = Mailbox<ApplyWork>(limit: RunnerLimits.applyMailbox)
    private let replies: Mailbox<ReplicaInput>
    private let didFail: @Sendable (String) -> Void

    init(
        options: ReplicaOptions, storage: Storage, rooms: AppliedRooms,
        replies: Mailbox<ReplicaInput>,
        didFail: @escaping @Sendable (String) -> Void
    ) {
        self.options = options
        self.storage = storage
        self.rooms = rooms
        self.replies = replies
        self.didFail = didFail
    }

    func perform(_ work: ApplyWork) {
        self.mailbox.postAlways(work)
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
        var applier = try self.openApplier()
        while true {
            for work in self.mailbox.take(until: .distantFuture) {
                switch work {
                case .apply(let entries):
                    var result = try applier.apply(entries)
                    // Shown BEFORE it is answered: a read that follows must find it.
                    self.rooms.publish(result)
                    result.changes = []
                    self.replies.postAlways(.applied(result))
                    if applier.mustStore {
                        try self.store(from: &applier)
                    }
                case .store(let completion):
                    try self.store(from: &applier)
                    completion()
                case .flush:
                    try self.store(from: &applier)
                    // Read BEFORE the flush: what comes while it is under way is not covered.
                    let index = applier.applied.index
                    try self.storage.flush()
                    self.replies.postAlways(.flushed(index))
                case .restore(let snapshot):
                    applier = try self.restore(snapshot)
                    self.replies.postAlways(.restored(applier.applied))
                case .stop:
                    try self.store(from: &applier)
                    try self.storage.flush()
                    return
                }
            }
        }
    }

    /// What the old state database holds and what waited to be stored in it is of no use any more.
    private func restore(_ snapshot: SnapshotInstall) throws -> RoomApplier {
        self.rooms.willAdopt()
        try self.storage.adopt(generation: snapshot.generation)
        try self.rooms.didAdopt()
        let applier = try self.openApplier()
        guard applier.applied.index == snapshot.index else {
            throw StateStorageError(
                "the state of generation \(snapshot.generation) is as of "
                    + "\(applier.applied.index), not \(snapshot.index)")
        }
        return applier
    }

    private func openApplier() throws(ApplyFailure) -> RoomApplier {
        try RoomApplier(
            group: self.options.group, reader: self.storage, understood: self.options.understood)
    }

    private func store(from applier: inout RoomApplier) throws {
        try self.storage.write(try applier.takeChanges())
        self.rooms.didStore()
    }
}
