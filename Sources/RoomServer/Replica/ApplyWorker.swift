internal import Dispatch
internal import Raft
package import RoomReplica
internal import RoomState

/// The thread that owns the rooms: it applies committed entries, shows the rooms to readers, and
/// has changes stored once enough have gathered.
package final class ApplyWorker<Storage: StateStorage>: Sendable {
    private let options: ReplicaOptions
    private let storage: Storage
    private let writer: StateWriter<Storage>
    private let rooms: AppliedRooms
    private let mailbox = Mailbox<ApplyWork>(limit: RunnerLimits.applyMailbox)
    private let reply: @Sendable (ApplyReply) -> Void
    private let didFail: @Sendable (String) -> Void

    /// - Parameter writer: over the same storage; `stop` ends it as well.
    package init(
        options: ReplicaOptions, storage: Storage, writer: StateWriter<Storage>,
        rooms: AppliedRooms, reply: @escaping @Sendable (ApplyReply) -> Void,
        didFail: @escaping @Sendable (String) -> Void
    ) {
        self.options = options
        self.storage = storage
        self.writer = writer
        self.rooms = rooms
        self.reply = reply
        self.didFail = didFail
    }

    package func perform(_ work: ApplyWork) {
        self.mailbox.postAlways(work)
    }

    /// Ends `run` after what was handed in so far, and the writer with it; the state is flushed, so
    /// that the next start has little to replay.
    package func stop() {
        self.mailbox.postAlways(.stop)
    }

    package func run() {
        defer { self.writer.stop() }
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
                    self.reply(.applied(result))
                    if applier.mustStore {
                        try self.store(from: &applier)
                    }
                case .store(let completion):
                    try self.store(from: &applier, completion: completion)
                case .flush:
                    try self.flush(from: &applier)
                case .restore(let snapshot):
                    applier = try self.restore(snapshot)
                    self.reply(.restored(applier.applied))
                case .stop:
                    try self.flush(from: &applier)
                    try self.writer.finish()
                    return
                }
            }
        }
    }

    /// What the old state database holds and what waited to be stored in it is of no use any more.
    private func restore(_ snapshot: SnapshotInstall) throws -> RoomApplier {
        // Nothing of the old one may be written to the new one.
        try self.writer.finish()
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
            group: self.options.group, reader: self.writer, understood: self.options.understood)
    }

    /// - Parameter completion: called on another thread, once what gathered is in the database.
    private func store(
        from applier: inout RoomApplier, completion: @escaping @Sendable () -> Void = {}
    ) throws {
        try self.writer.waitForWrite()
        let changes = try applier.takeChanges()
        self.rooms.willStore()
        let rooms = self.rooms
        self.writer.write(changes) {
            rooms.didStore()
            completion()
        }
    }

    private func flush(from applier: inout RoomApplier) throws {
        try self.store(from: &applier)
        // What is applied while the flush is under way is not covered.
        let index = applier.applied.index
        let reply = self.reply
        self.writer.flush { reply(.flushed(index)) }
    }
}
