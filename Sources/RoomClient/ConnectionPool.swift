import Logging
import NIOCore
import RoomProtocol
import SwiftProtobuf
import Synchronization
import TransportSecurity

/// The connections of one client, the directory of endpoints that says which of them to use, and
/// the cluster's time as heard on them.
///
/// Connections are made when a call needs them, or when the directory wants to find the leader.
final class ConnectionPool: Sendable {
    /// What a call gets.
    enum Lease: Sendable {
        case connection(NativeConnection)
        /// No endpoint may be tried before this is over.
        case wait(Duration)
        /// There never will be a connection.
        indirect case refused(RoomClientError)
    }

    private struct State {
        var directory: EndpointDirectory
        /// By the endpoint's place, then by the connection's index.
        var connections: [[NativeConnection?]] = []
        var clock = GroupClock()
        /// Of the first server that said hello; all others must belong to the same.
        var clusterID = ""
        /// Why no server has said hello yet, where that is a matter of certificates.
        var refusal: RoomClientError?
        /// Spreads calls over the connections to one endpoint.
        var turn = 0
        var isShutDown = false
        /// Those that were told to close, for `shutdown` to wait for.
        var closing: [NativeConnection] = []
    }

    private let state: Mutex<State>
    private let options: RoomClientOptions
    private let settings: NativeConnection.Settings
    private let group: any EventLoopGroup
    private let logger: Logger?
    /// What is wrong with the endpoints given, when none is right.
    private let noEndpoint: RoomClientError
    /// What is wrong with the files of TLS.
    private let noTLS: RoomClientError?

    init(
        endpoints: [String], options: RoomClientOptions, group: any EventLoopGroup,
        logger: Logger?
    ) {
        var valid: [Endpoint] = []
        var fault = RoomClientError.invalidEndpoint("", "the client was given none")
        for text in endpoints.prefix(Limits.endpoints) {
            do {
                valid.append(try Endpoint(text))
            } catch {
                logger?.warning("\(error.message)")
                fault = error
            }
        }
        self.noEndpoint = fault
        self.options = options
        var credentials: TLSCredentials?
        do throws(RoomClientError) {
            credentials = try options.tls?.credentials()
            self.noTLS = nil
        } catch {
            self.noTLS = error
        }
        self.settings = NativeConnection.Settings(
            connectTimeout: options.connectTimeout, silenceLimit: options.attemptTimeout,
            userAgent: options.userAgent, credentials: credentials)
        self.group = group
        self.logger = logger
        let policy = RetryPolicy(base: options.backoffBase, cap: options.backoffCap)
        self.state = Mutex(
            State(
                directory: EndpointDirectory(
                    valid, policy: policy, prefersLeader: options.preferLeader)))
    }

    var endpoints: [String] { self.state.withLock { $0.directory.endpoints } }

    // MARK: - For calls

    /// A connection for one attempt.
    ///
    /// - Parameters:
    ///   - avoided: the place of the endpoint where the last attempt failed.
    ///   - anywhere: whether the leader is no better than others, as for watches.
    func lease(
        avoiding avoided: Int?, anywhere: Bool = false, now: ContinuousClock.Instant = .now
    ) -> Lease {
        self.state.withLock { state in
            guard !state.isShutDown else { return .refused(.clientClosed) }
            if let noTLS = self.noTLS { return .refused(noTLS) }
            switch state.directory.choose(avoiding: avoided, anywhere: anywhere, now: now) {
            case .noEndpoint:
                return .refused(self.noEndpoint)
            case .wait(let duration):
                // Every endpoint was tried, and none has ever let this client in: waiting would
                // only keep the reason from whoever has to mend it.
                if state.clusterID.isEmpty, let refusal = state.refusal {
                    return .refused(refusal)
                }
                return .wait(duration)
            case .use(let place, let isPreferred):
                if !isPreferred { self.openWanted(&state, now: now) }
                self.open(place, &state, now: now)
                state.turn &+= 1
                let slots = state.connections[place]
                let index = state.turn % slots.count
                // A slot beside it may be empty while its endpoint is backed off.
                guard let connection = slots[index] ?? slots.compactMap({ $0 }).first else {
                    return .wait(self.options.backoffBase)
                }
                return .connection(connection)
            }
        }
    }

    /// The group time `lifetime` from now; nil while none was heard.
    func groupDeadline(after lifetime: Duration) -> Google_Protobuf_Timestamp? {
        let now = ContinuousClock.now
        return self.state.withLock { $0.clock.deadline(after: lifetime, now: now) }
    }

    /// The server behind the endpoint at `place` refused a request because of where it is; its
    /// words may name the leader.
    func hear(_ error: RoomClientError, from place: Int) {
        let hint = error.metadata["leader_endpoint"] ?? error.metadata["leader"]
        let concernsOneNode = RequestMachine.concernsOneNode(error)
        guard hint != nil || concernsOneNode else { return }
        self.state.withLock { state in
            if concernsOneNode { state.directory.refused(place, now: .now) }
            guard let hint else { return }
            if let id = UInt64(hint) {
                state.directory.hearLeader(id)
            } else if let leader = self.learn(hint, &state) {
                state.directory.hearLeader(at: leader)
            }
            self.openWanted(&state, now: .now)
        }
    }

    /// A node described the cluster.
    func hear(_ status: Roomkeeper_V1_NodeStatusResponse) {
        self.state.withLock { state in
            if let milliseconds = status.groupTime.milliseconds {
                state.clock.hear(milliseconds, at: .now)
            }
            for member in status.members {
                if let place = self.learn(member.nativeEndpoint, &state) {
                    state.directory.hear(nodeID: member.nodeID, at: place)
                }
            }
            state.directory.hearLeader(status.leaderID)
        }
    }

    // MARK: - Opening and closing

    /// A connection of its own for one call to a named node; the caller closes it.
    func openApart(
        _ endpoint: Endpoint, delegate: any NativeConnectionDelegate
    ) throws(RoomClientError) -> NativeConnection {
        guard !self.state.withLock({ $0.isShutDown }) else { throw .clientClosed }
        if let noTLS = self.noTLS { throw noTLS }
        let connection = NativeConnection(
            endpoint: endpoint, slot: .init(place: 0, index: 0), eventLoop: self.group.next())
        connection.start(settings: self.settings, delegate: delegate)
        return connection
    }

    /// Ends all connections; calls are refused from now on.
    func close() {
        let open = self.state.withLock { state in
            state.isShutDown = true
            let open = state.connections.joined().compactMap { $0 }
            state.closing += open
            state.connections = []
            return open
        }
        for connection in open { connection.close(.clientClosed) }
    }

    /// Returns when all sockets are closed.
    ///
    /// Call `close` before.
    func waitUntilClosed() async {
        for connection in self.state.withLock({ $0.closing }) {
            await connection.waitUntilClosed()
        }
    }

    private func openWanted(_ state: inout State, now: ContinuousClock.Instant) {
        for place in state.directory.wanted(now: now) {
            self.open(place, &state, now: now)
        }
    }

    /// Fills the endpoint's empty slots, unless it failed a moment ago.
    private func open(_ place: Int, _ state: inout State, now: ContinuousClock.Instant) {
        let missing = state.directory.count - state.connections.count
        for _ in 0..<max(missing, 0) {
            state.connections.append(
                Array(repeating: nil, count: self.options.connectionsPerEndpoint))
        }
        for index in state.connections[place].indices
        where state.connections[place][index] == nil
            && !state.directory.isBackedOff(place, now: now)
        {
            let connection = NativeConnection(
                endpoint: state.directory.endpoint(place), slot: .init(place: place, index: index),
                eventLoop: self.group.next())
            state.connections[place][index] = connection
            state.directory.connecting(place)
            connection.start(settings: self.settings, delegate: self)
        }
    }

    private func learn(_ text: String, _ state: inout State) -> Int? {
        if let place = state.directory.place(of: text) { return place }
        guard self.options.useLearnedEndpoints, let endpoint = try? Endpoint(text) else {
            return nil
        }
        return state.directory.add(endpoint)
    }
}

extension ConnectionPool: NativeConnectionDelegate {
    func greeted(
        _ connection: NativeConnection, by hello: Roomkeeper_V1_ServerHello
    ) -> RoomClientError? {
        let refusal: RoomClientError? = self.state.withLock { state in
            guard !state.isShutDown else { return .clientClosed }
            guard state.clusterID.isEmpty || hello.clusterID == state.clusterID else {
                return .protocolViolation(
                    connection.endpoint.text,
                    "belongs to cluster \(hello.clusterID), the others to \(state.clusterID); "
                        + "remove it from the endpoints")
            }
            let now = ContinuousClock.now
            state.clusterID = hello.clusterID
            if let milliseconds = hello.groupTime.milliseconds {
                state.clock.hear(milliseconds, at: now)
            }
            for text in hello.endpoints { _ = self.learn(text, &state) }
            state.directory.ready(
                connection.slot.place, nodeID: hello.nodeID, leaderID: hello.leaderID)
            self.openWanted(&state, now: now)
            return nil
        }
        if refusal == nil {
            self.logger?.debug(
                "connected to node \(hello.nodeID) at \(connection.endpoint.text)")
        }
        return refusal
    }

    func replied(_ connection: NativeConnection, groupTime: UInt64) {
        let now = ContinuousClock.now
        self.state.withLock { state in
            state.clock.hear(groupTime, at: now)
            state.directory.replied(connection.slot.place)
        }
    }

    func closed(_ connection: NativeConnection, wasReady: Bool, error: RoomClientError) {
        let slot = connection.slot
        let isShutDown = self.state.withLock { state in
            guard !state.isShutDown else { return true }
            state.connections[slot.place][slot.index] = nil
            if error.isOfSecurity { state.refusal = error }
            let now = ContinuousClock.now
            state.directory.closed(
                slot.place, wasReady: wasReady, now: now, jitter: .random(in: 0...(.max)))
            self.openWanted(&state, now: now)
            return false
        }
        if !isShutDown { self.logger?.debug("\(error.message)") }
    }
}
