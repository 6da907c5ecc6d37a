import Logging
import NIOCore
import NIOPosix
import PeerTransport
import Raft
import RoomReplica
import RoomStorage

/// What a node is without its doors: directory, replica, links, metrics.
///
/// Making one opens and reads; nothing is bound or written before `listen` and `run`.
final class NodeCore: Sendable {
    let directory: DataDirectory
    let rooms: AppliedRooms
    let addresses: ListenAddresses
    /// The replica as the doors see it.
    let replica: StoppingReplica
    let metrics: NodeMetrics
    let endings: NodeEndings
    let clientLoops: MultiThreadedEventLoopGroup
    let runner: RoomNode.Runner
    let backups: BackupWorker
    let transport: PeerTransport
    /// `nil` without TLS.
    let security: NodeSecurity?
    private let peerLoops: MultiThreadedEventLoopGroup
    private let membership: Membership
    private let follower: MembershipFollower
    private let diskWatch: DiskWatch

    /// Opens the data directory and puts the parts together.
    ///
    /// - Throws: `DataDirectoryError`, `ConfigurationError`, or why the stored data cannot be read.
    init(_ options: RoomNode.Options, path: String, logger: Logger) throws {
        let configuration = options.configuration
        let logMetrics = LogMetrics()
        let directory = try Self.openDirectory(path, options.failpoints, logMetrics)
        let recovered = try directory.log.recover()
        let rooms = try Self.openRooms(directory, understood: configuration.understoodLevel)
        let identity = directory.identity
        let membership = recovered.memberships.last?.membership ?? .empty
        let addresses = try ListenAddresses(
            for: identity.node, in: membership, configuration: configuration)
        self.security = try NodeSecurity.make(configuration, identity, logger)

        let endings = NodeEndings()
        let failed: @Sendable (NodeFailure) -> Void = { failure in
            logger.critical("the node stops itself", metadata: ["reason": "\(failure)"])
            options.failStop(failure)
            endings.end(.failed(failure))
        }
        let log = MeasuredLogStorage(directory.log, metrics: logMetrics)
        let peers = NodePeers(
            admission: PeerAdmission(
                membership: membership, pins: recovered.pins, log: log, didFail: failed),
            logger: logger)
        self.clientLoops = MultiThreadedEventLoopGroup(
            numberOfThreads: configuration.eventLoopThreads)
        // Heartbeats must not wait behind what a client's request costs.
        self.peerLoops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let transport = PeerTransport(
            options: Self.transportOptions(
                identity, addresses, self.security,
                features: configuration.understoodLevel.features,
                groupTime: { peers.groupTime }),
            eventLoopGroup: self.peerLoops, logger: logger, delegate: peers)
        let follower = MembershipFollower(
            node: identity.node, peers: peers, transport: transport,
            eventLoop: self.peerLoops.next(), logger: logger)
        let reporter = NodeStateReporter(logger: logger)
        let runner = RoomNode.Runner(
            options: Self.runnerOptions(configuration),
            storage: .init(log: log, state: directory.state, snapshots: directory.snapshots),
            recovered: recovered, rooms: rooms,
            hooks: ReplicaHooks(
                send: { payload, node in _ = transport.send(payload, group: .first, to: node) },
                statusDidChange: { status in
                    reporter.report(status)
                    follower.follow(status.raft.membership)
                    if let refusal = status.refusal { rooms.watches.refuse(refusal) }
                },
                didFail: { failed(NodeFailure($0)) }))
        peers.attach(runner, follower)
        self.diskWatch = DiskWatch(
            watermarks: DiskWatermarks(
                low: UInt64(configuration.storage.diskLow) << 20,
                critical: UInt64(configuration.storage.diskCritical) << 20),
            logger: logger, free: { try directory.freeBytes() },
            didChange: { runner.setDisk($0) })

        self.directory = directory
        self.rooms = rooms
        self.addresses = addresses
        self.endings = endings
        self.transport = transport
        self.follower = follower
        self.membership = membership
        self.runner = runner
        self.backups = Self.backups(of: directory, configuration, didFail: failed)
        self.replica = StoppingReplica(runner, refusals: peers.refusals)
        self.metrics = NodeMetrics(
            version: ServerVersion.current, identity: identity, log: logMetrics)
    }

    /// Binds the peer port and tells where, with the port that the kernel chose for port 0.
    func listen() async throws -> Endpoint {
        let endpoint = try await self.transport.start()
        return Endpoint(host: endpoint.host, port: Int(endpoint.port))
    }

    /// Starts the replica, which may write from now on, and dials the peers.
    func run() {
        // First, so that the replica knows from its first turn on.
        self.diskWatch.start()
        self.security?.start()
        self.runner.run()
        self.backups.start()
        self.follower.follow(self.membership)
    }

    /// Closes the links and stops the replica; what still waits is answered.
    func stop(logger: Logger) async {
        self.diskWatch.stop()
        self.security?.stop()
        await self.transport.shutdown()
        self.backups.stop()
        self.runner.stop()
        do {
            // Only so that the next start has nothing to replay; the log has all of it.
            try self.directory.state.flush()
        } catch {
            logger.warning("the state could not be flushed", metadata: ["reason": "\(error)"])
        }
        for loops in [self.clientLoops, self.peerLoops] {
            try? await loops.shutdownGracefully()
        }
    }

    /// Lets go of what was opened when a port could not be bound; the replica never ran.
    func abandon() async {
        await self.transport.shutdown()
        for loops in [self.clientLoops, self.peerLoops] {
            try? await loops.shutdownGracefully()
        }
    }

    private static func openDirectory(
        _ path: String, _ failpoints: Failpoints, _ metrics: LogMetrics
    ) throws -> DataDirectory {
        var opening = DataDirectory.OpenOptions()
        opening.failpoints = failpoints
        opening.onLogSync = { metrics.synced(in: $0) }
        return try DataDirectory.open(at: path, options: opening)
    }

    /// Refuses a state of a newer release before anything is bound or written.
    private static func openRooms(
        _ directory: DataDirectory, understood: FeatureLevel
    ) throws -> AppliedRooms {
        let rooms = try AppliedRooms(reader: directory.state)
        let level = rooms.applied.featureLevel
        guard level <= understood else {
            throw ApplyFailure.levelNotUnderstood(level, understood: understood)
        }
        return rooms
    }

    private static func backups(
        of directory: DataDirectory, _ configuration: ServerConfiguration,
        didFail: @escaping @Sendable (NodeFailure) -> Void
    ) -> BackupWorker {
        BackupWorker(
            source: directory.backups, bytesPerSecond: configuration.storage.snapshotRate << 20
        ) { didFail(NodeFailure($0)) }
    }

    private static func transportOptions(
        _ identity: StoreIdentity, _ addresses: ListenAddresses, _ security: NodeSecurity?,
        features: UInt64,
        groupTime: @escaping @Sendable () -> UInt64
    ) -> PeerTransportOptions {
        var options = PeerTransportOptions(
            identity: PeerIdentity(
                cluster: identity.cluster, node: identity.node, store: identity.store),
            listen: PeerEndpoint(
                host: addresses.peer.host, port: UInt16(addresses.peer.port)),
            advertised: PeerEndpoint(
                host: addresses.advertisedPeer.host, port: UInt16(addresses.advertisedPeer.port)),
            features: features, groupTime: groupTime)
        options.security = security?.peers
        return options
    }

    private static func runnerOptions(
        _ configuration: ServerConfiguration
    ) -> RoomNode.Runner.Options {
        let timing = configuration.timing
        var snapshots = SnapshotOptions()
        snapshots.intervalEntries = configuration.storage.compactAfter
        snapshots.trailingEntries = configuration.storage.logKeep
        // In milliseconds, both: a rate of 1 MiB a second and a tick of 10 ms make 10 KiB a tick.
        snapshots.bytesPerTick = max(
            1,
            (configuration.storage.snapshotRate << 20) * Int(timing.tick.wholeMilliseconds) / 1000)
        var replica = ReplicaOptions(
            raft: RaftOptions(
                electionTicks: timing.electionTicks, heartbeatTicks: timing.heartbeatTicks,
                seed: .random(in: .min ... .max)),
            incarnation: .random(in: .min ... .max), snapshots: snapshots)
        replica.understood = configuration.understoodLevel
        return RoomNode.Runner.Options(replica: replica, tick: timing.tick)
    }
}
