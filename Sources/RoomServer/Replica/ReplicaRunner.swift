package import ByteCoding
import Dispatch
package import Raft
package import RoomReplica
package import RoomState
import Synchronization

/// Runs one replica: its six threads, and the way in for everyone else.
///
/// It holds no rule of consensus or of rooms; those are in `Replica` and `RoomApplier`. The
/// replica's thread never waits for a disk: writes and apply batches go to the log's and the rooms'
/// threads, and their completions come back as inputs.
package final class ReplicaRunner<Log: LogStorage, Storage: StateStorage>: ReplicaService, Sendable
{
    package struct Options: Sendable {
        package var replica: ReplicaOptions
        package var tick: Duration

        package init(replica: ReplicaOptions, tick: Duration) {
            self.replica = replica
            self.tick = tick
        }
    }

    /// What the node keeps on its disk.
    package struct Storages: Sendable {
        package var log: Log
        package var state: Storage
        package var snapshots: any SnapshotStorage

        package init(log: Log, state: Storage, snapshots: any SnapshotStorage) {
            self.log = log
            self.state = state
            self.snapshots = snapshots
        }
    }

    private let mailbox: Mailbox<ReplicaInput>
    private let logWorker: LogWorker<Log>
    private let applyWorker: ApplyWorker<Storage>
    private let stateWriter: StateWriter<Storage>
    private let snapshotWorker: SnapshotWorker
    private let queryWorker: QueryWorker<Storage>
    private let coding: ReplicaFrameCoding
    private let publication: ReplicaPublication
    private let threads: Mutex<[WorkerThread]>
    private let start: @Sendable () -> WorkerThread

    /// - Parameters:
    ///   - recovered: what the log storage held when it was opened.
    ///   - rooms: over the same state storage, and nobody else's.
    package init(
        options: Options, storage: Storages, recovered: RecoveredLog, rooms: AppliedRooms,
        hooks: ReplicaHooks
    ) {
        let applied = rooms.applied
        let mailbox = Mailbox<ReplicaInput>(limit: RunnerLimits.replicaMailbox)
        let failure = OneShot(hooks.didFail)
        let coding = ReplicaFrameCoding(
            cluster: recovered.identity.cluster, group: options.replica.group)
        let logWorker = LogWorker(log: storage.log, replies: mailbox) { failure.run($0) }
        let stateWriter = StateWriter(storage: storage.state) { failure.run($0) }
        let applyWorker = ApplyWorker(
            options: options.replica, storage: storage.state, writer: stateWriter, rooms: rooms,
            reply: { mailbox.postAlways(.apply($0)) }, didFail: { failure.run($0) })
        let snapshotWorker = SnapshotWorker(
            storage: storage.snapshots, reply: { mailbox.postAlways(.snapshot($0)) },
            didFail: { failure.run($0) })
        self.queryWorker = QueryWorker(
            storage: storage.state, rooms: rooms, limit: RunnerLimits.queries
        ) { applyWorker.perform(.store(completion: $0)) }
        let publication = ReplicaPublication(
            initial: Replica(
                options: options.replica, recovered: recovered, applied: applied,
                now: ReplicaClocks.read()
            ).status())
        self.mailbox = mailbox
        self.coding = coding
        self.logWorker = logWorker
        self.applyWorker = applyWorker
        self.stateWriter = stateWriter
        self.snapshotWorker = snapshotWorker
        self.publication = publication
        self.threads = Mutex([])
        self.start = {
            WorkerThread(name: "replica") {
                var loop = ReplicaLoop(
                    options: options, coding: coding, publication: publication, hooks: hooks,
                    outputs: .init(
                        log: { logWorker.perform($0) }, apply: { applyWorker.perform($0) },
                        snapshot: { snapshotWorker.perform($0) }),
                    replica: Replica(
                        options: options.replica, recovered: recovered, applied: applied,
                        now: ReplicaClocks.read()))
                loop.run(mailbox)
            }
        }
    }

    /// Starts the threads.
    ///
    /// Called once.
    package func run() {
        let logWorker = self.logWorker
        let applyWorker = self.applyWorker
        let snapshotWorker = self.snapshotWorker
        let log = WorkerThread(name: "log") { logWorker.run() }
        let apply = WorkerThread(name: "apply") { applyWorker.run() }
        let stateWriter = self.stateWriter
        let state = WorkerThread(name: "state") { stateWriter.run() }
        let snapshots = WorkerThread(name: "snapshots") { snapshotWorker.run() }
        let queryWorker = self.queryWorker
        let queries = WorkerThread(name: "queries") { queryWorker.run() }
        let replica = self.start()
        self.threads.withLock { $0 = [replica, log, apply, state, snapshots, queries] }
    }

    /// Ends the threads, the replica's first so that it hands nothing more to the others, and waits
    /// for them.
    ///
    /// Whoever still waits is answered.
    package func stop() {
        let threads = self.threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        guard let replica = threads.first else { return }
        self.mailbox.postAlways(.stop)
        replica.join()
        self.logWorker.stop()
        self.applyWorker.stop()
        self.snapshotWorker.stop()
        self.queryWorker.stop()
        for thread in threads.dropFirst() {
            thread.join()
        }
    }

    /// Takes a payload of the peer protocol, on whatever thread it arrives.
    package func receive(_ payload: [UInt8], from node: NodeID) throws(DecodingFailure) {
        let frame = try self.coding.decode(payload)
        // Raft bears the loss of a frame; a queue without a bound it would not.
        _ = self.mailbox.post(.frame(frame, from: node))
    }

    /// Nobody listens where `node` should be: its process has ended.
    package func linkRefused(by node: NodeID) {
        _ = self.mailbox.post(.linkRefused(node))
    }

    /// A link to `node` is open (again).
    package func linkOpened(to node: NodeID) {
        _ = self.mailbox.post(.linkOpened(node))
    }

    /// What `node` said that it understands.
    package func note(_ level: FeatureLevel, understoodBy node: NodeID) {
        _ = self.mailbox.post(.understood(level, by: node))
    }

    /// How much room the disk has.
    package func setDisk(_ level: DiskLevel) {
        _ = self.mailbox.post(.disk(level))
    }

    package func changeMembership(
        _ change: MembershipChange, completion: @escaping @Sendable (MembershipOutcome) -> Void
    ) {
        if !self.mailbox.post(.changeMembership(change, completion: completion)) {
            completion(.refused(.notLeader(nil)))
        }
    }

    package func propose(
        _ command: [UInt8], deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (Result<AppliedOutcome, SubmitFailure>) -> Void
    ) {
        if !self.mailbox.post(.propose(command, deadline: deadline, completion: completion)) {
            completion(.failure(Self.mailboxIsFull))
        }
    }

    package func read(
        _ consistency: ReadConsistency, deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (Result<ReadGrant, SubmitFailure>) -> Void
    ) {
        if !self.mailbox.post(.read(consistency, deadline: deadline, completion: completion)) {
            completion(.failure(Self.mailboxIsFull))
        }
    }

    package func heartbeat(
        _ heartbeats: [HostHeartbeat], deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (Result<[HeartbeatResult], SubmitFailure>) -> Void
    ) {
        if !self.mailbox.post(.heartbeat(heartbeats, deadline: deadline, completion: completion)) {
            completion(.failure(Self.mailboxIsFull))
        }
    }

    package func query(
        _ consistency: ReadConsistency, deadline: ContinuousClock.Instant,
        answer: @escaping @Sendable (Result<QueryView, QueryFailure>) -> Void
    ) {
        let queryWorker = self.queryWorker
        self.read(consistency, deadline: deadline) { result in
            switch result {
            case .success(let grant): queryWorker.run(grant, deadline: deadline, answer: answer)
            case .failure(let failure): answer(.failure(.refused(failure)))
            }
        }
    }

    package func transferLeadership(
        to node: NodeID?, deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (Result<NodeID, SubmitFailure>) -> Void
    ) {
        if !self.mailbox.post(.transfer(to: node, deadline: deadline, completion: completion)) {
            completion(.failure(Self.mailboxIsFull))
        }
    }

    package var status: ReplicaStatus { self.publication.status }

    package var groupTime: GroupTime { self.publication.groupTime }

    /// Also what a caller gets from a node that has stopped: nothing was proposed.
    private static var mailboxIsFull: SubmitFailure {
        .overloaded(limit: "\(RunnerLimits.replicaMailbox) requests wait for the replica")
    }
}
