import ByteCoding
package import Logging
package import NIOCore
import NIOPosix
import RoomMapping
import RoomProtocol
import Synchronization
package import TransportSecurity

/// The native door: length-prefixed protobuf envelopes over TCP, many requests in flight on each
/// connection, answered in any order.
///
/// It accepts connections and knows which are open; what happens on one is `NativeConnection`'s.
package final class NativeDoor: Sendable {
    /// The version that hello must say.
    package static let protocolVersion: UInt32 = 1

    package struct Options: Sendable {
        package var address: Endpoint
        /// Connections at a time; one more is told OVERLOADED and closed.
        package var connections = DoorLimits.connections
        /// Requests under way on one connection; more wait in the socket.
        package var requestsInFlight = DoorLimits.requestsInFlightPerConnection
        /// `nil`: the door is plaintext.
        package var security: TLSAcceptor?

        package init(address: Endpoint) {
            self.address = address
        }
    }

    private struct State {
        var listener: (any Channel)?
        var connections: [ObjectIdentifier: NativeOutbox] = [:]
        var isStopping = false
        /// Kept when the last connection is gone, while the door is stopping.
        var emptied: EventLoopPromise<Void>?
    }

    let gateway: RoomGateway
    let options: Options
    let logger: Logger
    private let group: any EventLoopGroup
    private let state = Mutex(State())

    package init(
        gateway: RoomGateway, group: any EventLoopGroup, options: Options, logger: Logger
    ) {
        self.gateway = gateway
        self.group = group
        self.options = options
        self.logger = logger
    }

    /// Connections that are open now.
    package var connectionCount: Int { self.state.withLock { $0.connections.count } }

    /// Begins to listen.
    ///
    /// To be called once.
    ///
    /// - Returns: Where it listens, with the port that the kernel chose for port 0.
    package func start() async throws(DoorBindFailure) -> Endpoint {
        let address = self.options.address
        do {
            let listener = try await self.bootstrap().bind(host: address.host, port: address.port)
                .get()
            self.state.withLock { $0.listener = listener }
            return Endpoint(
                host: address.host, port: listener.localAddress?.port ?? address.port)
        } catch {
            throw DoorBindFailure(door: "native", address: address, error: error)
        }
    }

    /// Stops accepting, lets every connection answer what is under way, and closes it; after
    /// `grace` closes what is still open.
    ///
    /// To be called once.
    package func stop(within grace: Duration) async {
        let emptied = self.group.next().makePromise(of: Void.self)
        let (listener, outboxes) = self.state.withLock { state in
            invariant(!state.isStopping, "the native door is stopped for the second time")
            state.isStopping = true
            state.emptied = emptied
            return (state.listener, Array(state.connections.values))
        }
        // An error means that it is closed already.
        try? await listener?.close()
        for outbox in outboxes {
            outbox.drainConnection()
        }
        let deadline = self.group.next().scheduleTask(in: TimeAmount(grace)) {
            self.closeAll()
        }
        self.noteIfEmpty()
        try? await emptied.futureResult.get()
        deadline.cancel()
    }

    /// Lets one more connection in, which is then known until `unregister`.
    ///
    /// - Returns: Why it is not let in; `nil` when it is.
    func register(_ outbox: NativeOutbox) -> Roomkeeper_V1_Error? {
        self.state.withLock { state in
            guard !state.isStopping else { return .shuttingDown() }
            guard state.connections.count < self.options.connections else {
                return .tooManyConnections(self.options.connections)
            }
            state.connections[ObjectIdentifier(outbox)] = outbox
            return nil
        }
    }

    func unregister(_ outbox: NativeOutbox) {
        self.state.withLock { _ = $0.connections.removeValue(forKey: ObjectIdentifier(outbox)) }
        self.noteIfEmpty()
    }

    private func closeAll() {
        let outboxes = self.state.withLock { Array($0.connections.values) }
        for outbox in outboxes {
            outbox.closeConnection()
        }
    }

    private func noteIfEmpty() {
        let promise = self.state.withLock { state -> EventLoopPromise<Void>? in
            guard state.connections.isEmpty else { return nil }
            defer { state.emptied = nil }
            return state.emptied
        }
        promise?.succeed()
    }

    private func bootstrap() -> ServerBootstrap {
        ServerBootstrap(group: self.group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.writeBufferWaterMark, value: DoorLimits.writeWatermark)
            .childChannelOption(
                .recvAllocator,
                value: FixedSizeRecvByteBufferAllocator(
                    capacity: DoorLimits.socketReadBytes)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let security = self.options.security else {
                        return try self.begin(.success(.insecure), on: channel)
                    }
                    try security.secure(channel) { self.decide($0, on: channel) }
                }
            }
    }

    /// Serves a connection that is made; on its event loop.
    package func begin(
        _ caller: Result<Caller, CertificateFault>, on channel: any Channel
    ) throws {
        try channel.pipeline.syncOperations.addHandler(
            NativeConnection(door: self, channel: channel, caller: caller))
    }

    /// Begins the connection of whoever TLS let in; who is refused is told why if that is possible.
    private func decide(_ verdict: TLSVerdict, on channel: any Channel) -> Bool {
        if case .failure(let fault) = verdict, !fault.canBeTold { return false }
        do {
            try self.begin(verdict.map { Caller($0) }, on: channel)
            return true
        } catch {
            return false
        }
    }
}
