package import Logging
import Raft
import RoomReplica
import RoomStorage
import TransportSecurity

extension RoomNode {
    /// Opens the data directory, binds every port and then lets the replica run.
    ///
    /// - Throws: `ConfigurationError`, `DataDirectoryError` or `DoorBindFailure`; nothing of the
    ///   node's own was written then.
    package static func start(_ options: Options, logger: Logger) async throws -> RoomNode {
        let configuration = options.configuration
        guard let path = configuration.data else {
            throw ConfigurationError(
                "the data directory is not told: add --data DIR, with a directory that "
                    + "\"roomd format\" made", kind: .usage)
        }
        OpenFileLimit.raise()
        let isScheduled = configuration.scheduling.apply()
        let identity = try DataDirectory.readIdentity(at: path)
        var logger = logger
        logger[metadataKey: "node"] = "\(identity.node)"
        if !isScheduled {
            logger.warning(
                "the system does not let this process choose how its threads are scheduled",
                metadata: ["scheduling": "\(configuration.scheduling.rawValue)"])
        }
        let core = try NodeCore(options, path: path, logger: logger)
        let doors: Doors
        do {
            doors = try await Self.open(options, core: core, logger: logger)
        } catch {
            await core.abandon()
            throw error
        }
        core.run()
        return RoomNode(
            core: core, doors: doors, shutdown: configuration.timing.shutdown, logger: logger)
    }

    /// Binds all ports.
    ///
    /// Requests that come in before the replica runs wait in its mailbox.
    private static func open(
        _ options: Options, core: NodeCore, logger: Logger
    ) async throws -> Doors {
        let requests = core.metrics.requests
        var gatewayOptions = RoomGateway.Options()
        gatewayOptions.version = ServerVersion.current
        gatewayOptions.roomRate = options.configuration.bounds.roomRate
        gatewayOptions.disk = { [directory = core.directory, metrics = core.metrics] in
            DiskCondition(
                freeBytes: try? directory.freeBytes(),
                slowSyncMicroseconds: metrics.log.slowSyncMicroseconds)
        }
        gatewayOptions.certificate = { [credentials = core.security?.credentials] in
            credentials.map {
                CertificateCondition(
                    expiry: UInt64(max(0, $0.expiry)) * 1000,
                    problem: $0.fault.map { "\($0)" })
            }
        }
        let gateway = RoomGateway(
            replica: core.replica, rooms: core.rooms, observer: requests.observer(of: .native),
            options: gatewayOptions, backups: core.backups)
        let native = Self.native(options.configuration, gateway, core, logger)
        let http = Self.http(
            options.configuration, gateway.reporting(to: requests.observer(of: .http)), core,
            logger)
        core.metrics.observe { [weak core, weak native, weak gateway] in
            NodeSample(core: core, native: native, gateway: gateway)
        }

        let endings = core.endings
        let didFail: @Sendable (NodeFailure) -> Void = { endings.end(.failed($0)) }
        var listening: [(door: String, at: Endpoint)] = []
        var sockets: [ListeningSocket] = []
        for door in options.doors {
            let socket = try ListeningSocket(door: door.name, at: door.address(core.addresses))
            sockets.append(socket)
            listening.append((door.name, socket.endpoint))
        }
        listening.append(("native", try await native.start()))
        do {
            listening.append(("http", try await http.start(didFail: didFail)))
            // Last: a peer that is let in is bound to its store, which is written.
            listening.append(("peer", try await core.listen()))
        } catch {
            await native.stop(within: .zero)
            await http.stop(within: .zero)
            throw error
        }
        Self.logStart(core, listening, logger)
        let extra = zip(options.doors, sockets).map { door, socket in
            DoorTask(
                door.make(
                    DoorContext(
                        gateway: gateway.reporting(to: requests.observer(of: door.door)),
                        socket: socket, eventLoopGroup: core.clientLoops, logger: logger,
                        security: core.security?.acceptor(of: .grpc))),
                name: door.name, logger: logger, didFail: didFail)
        }
        return Doors(native: native, http: http, extra: extra)
    }

    private static func native(
        _ configuration: ServerConfiguration, _ gateway: RoomGateway, _ core: NodeCore,
        _ logger: Logger
    ) -> NativeDoor {
        var options = NativeDoor.Options(address: core.addresses.native)
        options.connections = configuration.bounds.maxConnections
        options.requestsInFlight = configuration.bounds.maxInFlight
        options.security = core.security?.acceptor(of: .native)
        return NativeDoor(
            gateway: gateway, group: core.clientLoops, options: options, logger: logger)
    }

    private static func http(
        _ configuration: ServerConfiguration, _ gateway: RoomGateway, _ core: NodeCore,
        _ logger: Logger
    ) -> HTTPDoor {
        var options = HTTPDoor.Options(address: core.addresses.http)
        options.connections = configuration.bounds.maxConnections
        options.security = core.security?.acceptor(of: .http)
        let metrics = core.metrics
        return HTTPDoor(
            handler: HTTPHandler(
                gateway: gateway, eventLoops: core.clientLoops,
                metrics: { metrics.exposition() }),
            group: core.clientLoops, options: options, logger: logger)
    }

    private static func logStart(
        _ core: NodeCore, _ listening: [(door: String, at: Endpoint)], _ logger: Logger
    ) {
        let identity = core.directory.identity
        var metadata: Logger.Metadata = [
            "version": "\(ServerVersion.current)", "cluster": "\(identity.cluster)",
            "store": "\(identity.store)", "data": "\(core.directory.path)",
        ]
        if let credentials = core.security?.credentials {
            metadata["certificate"] = "\(credentials.identity)"
        }
        for (door, endpoint) in listening {
            metadata[door] = "\(endpoint)"
        }
        logger.info("started", metadata: metadata)
        for (door, endpoint) in listening where endpoint.isLoopbackByName {
            logger.warning(
                "a name stands for a loopback address here, which no other machine reaches",
                metadata: [
                    "listening": "\(endpoint)",
                    "remedy": "take the name out of /etc/hosts, or tell listen-\(door)",
                ])
        }
    }
}
