import ByteCoding
import Hummingbird
import HummingbirdCore
package import Logging
package import NIOCore
import ServiceLifecycle
import Synchronization
package import TransportSecurity

/// The HTTP door: JSON for those without a client library, health, readiness and metrics.
///
/// It runs the server library; what is answered is `HTTPHandler`'s.
package final class HTTPDoor: Sendable {
    package struct Options: Sendable {
        package var address: Endpoint
        /// Connections at a time; more wait to be accepted.
        package var connections = DoorLimits.connections
        /// `nil`: the door is plaintext.
        package var security: TLSAcceptor?

        package init(address: Endpoint) {
            self.address = address
        }
    }

    private enum Phase {
        case starting
        /// What goes wrong from now on is no fault of the address.
        case listening
        /// It was told to stop, or has failed and said so.
        case ended
    }

    private struct Running {
        var services: ServiceGroup
        var task: Task<Void, Never>
    }

    private let handler: HTTPHandler
    private let options: Options
    private let group: any EventLoopGroup
    private let logger: Logger
    private let running = Mutex<Running?>(nil)
    private let phase = Mutex(Phase.starting)

    package init(
        handler: HTTPHandler, group: any EventLoopGroup, options: Options, logger: Logger
    ) {
        self.handler = handler
        self.group = group
        self.options = options
        // The library tells of every start and of clients that go away; a node's log has one line
        // for each change of the node.
        var quiet = logger
        quiet.logLevel = .critical
        self.logger = quiet
    }

    /// Begins to listen.
    ///
    /// To be called once.
    ///
    /// - Parameter didFail: Called with the reason when the door, once it listens, ends without
    ///   being told to.
    /// - Returns: Where it listens, with the port that the kernel chose for port 0.
    package func start(
        didFail: @escaping @Sendable (NodeFailure) -> Void
    ) async throws(DoorBindFailure) -> Endpoint {
        let address = self.options.address
        let (beginnings, beginning) = AsyncStream.makeStream(of: Result<Int, any Error>.self)
        let application = self.application { channel in
            self.phase.withLock { $0 = .listening }
            // The library only logs why it listens no more, and goes on as long as a connection
            // that it has lives.
            channel.closeFuture.whenComplete { _ in
                self.end("its listening socket was closed", didFail: didFail)
            }
            beginning.yield(.success(channel.localAddress?.port ?? address.port))
        }
        let services = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [application], gracefulShutdownSignals: [], logger: self.logger))
        let task = Task {
            do {
                try await services.run()
            } catch is CancellationError {
                // It was stopped, and its time to end politely was over.
            } catch {
                self.end("\(error)", didFail: didFail)
                beginning.yield(.failure(error))
            }
            beginning.finish()
        }
        for await result in beginnings {
            switch result {
            case .success(let port):
                self.running.withLock { $0 = Running(services: services, task: task) }
                return Endpoint(host: address.host, port: port)
            case .failure(let error):
                throw DoorBindFailure(door: "http", address: address, error: error)
            }
        }
        throw DoorBindFailure(
            door: "http", address: address, cause: .other("the server ended before it listened"))
    }

    /// Stops accepting, lets requests under way end, and closes; after `grace` closes what is still
    /// open.
    package func stop(within grace: Duration) async {
        let running = self.running.withLock { running in
            defer { running = nil }
            return running
        }
        guard let running else { return }
        self.phase.withLock { $0 = .ended }
        await running.services.triggerGracefulShutdown()
        let deadline = self.group.next().scheduleTask(in: TimeAmount(grace)) {
            running.task.cancel()
        }
        await running.task.value
        deadline.cancel()
    }

    /// Says once that the door ended of itself; nothing while it starts or was told to stop.
    private func end(_ reason: String, didFail: @Sendable (NodeFailure) -> Void) {
        let hasFailed = self.phase.withLock { phase in
            guard case .listening = phase else { return false }
            phase = .ended
            return true
        }
        if hasFailed { didFail(NodeFailure("the http door failed: \(reason)")) }
    }

    private func application(
        onRunning: @escaping @Sendable (any Channel) -> Void
    ) -> some ApplicationProtocol {
        let address = self.options.address
        return Application(
            responder: HTTPResponderAdapter(
                handler: self.handler, security: self.options.security),
            server: self.server(),
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port), serverName: "roomkeeper",
                availableConnectionsDelegate: MaximumAvailableConnections(
                    self.options.connections)),
            onServerRunning: { channel in onRunning(channel) },
            eventLoopGroupProvider: .shared(self.group), logger: self.logger)
    }

    private func server() -> HTTPServerBuilder {
        let configuration = HTTP1Channel.Configuration(
            idleTimeout: .seconds(DoorLimits.httpIdleSeconds),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: DoorLimits.httpHeaderBytes,
                maxHeaderListSize: DoorLimits.httpHeaderBytes,
                maxHeaderFieldCount: DoorLimits.httpHeaderFields))
        guard let security = self.options.security else {
            return .http1(configuration: configuration)
        }
        return HTTPServerBuilder { responder in
            HTTPSecureChannel(
                base: HTTP1Channel(responder: responder, configuration: configuration),
                security: security)
        }
    }
}
