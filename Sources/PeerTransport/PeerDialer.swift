import Logging
package import NIOCore
import NIOPosix
import Raft
import TransportSecurity

/// Keeps the outgoing link to one peer up: dials, dials again, and takes payloads for it.
///
/// `send` may be called on any thread; everything else happens on one event loop, the same for all
/// connections to this peer. It decides nothing about when to dial; see `PeerDialer.StateMachine`.
package final class PeerDialer: Sendable {
    /// What belongs to the event loop.
    private final class LoopState {
        var machine: StateMachine
        var endpoint: PeerEndpoint
        var link: PeerLink?
        var channel: (any Channel)?
        var retry: Scheduled<Void>?
        var linkedAt = NIODeadline.now()

        init(machine: StateMachine, endpoint: PeerEndpoint) {
            self.machine = machine
            self.endpoint = endpoint
        }
    }

    let node: NodeID
    private let eventLoop: any EventLoop
    private let environment: PeerEnvironment
    private let outbox: PeerOutbox
    private let loopState: NIOLoopBoundBox<LoopState>
    private let logger: Logger

    init(
        node: NodeID, endpoint: PeerEndpoint, eventLoop: any EventLoop,
        environment: PeerEnvironment
    ) {
        let options = environment.options
        self.node = node
        self.eventLoop = eventLoop
        self.environment = environment
        self.outbox = PeerOutbox(
            bytesLimit: options.outboundBytes, framesLimit: options.outboundFrames)
        let backoff = Backoff(base: options.reconnectBase, cap: options.reconnectCap)
        self.loopState = NIOLoopBoundBox.makeBoxSendingValue(
            LoopState(machine: StateMachine(backoff: backoff), endpoint: endpoint),
            eventLoop: eventLoop)
        var logger = environment.logger
        logger[metadataKey: "peer"] = "\(node)"
        self.logger = logger
    }

    // MARK: Any thread

    /// Queues a payload; `false` when it was dropped.
    ///
    /// Many calls before the event loop wakes up cost one wake-up and one flush.
    func send(_ payload: [UInt8], group: GroupID) -> Bool {
        switch self.outbox.offer(payload, group: group) {
        case .dropped:
            return false
        case .taken(mustWake: false):
            return true
        case .taken(mustWake: true):
            self.eventLoop.execute {
                self.environment.ledger.update(self.node) { $0.wakeUps += 1 }
                self.loopState.value.link?.drain()
            }
            return true
        }
    }

    /// Adds what only the queue knows.
    func fill(_ statistics: inout PeerLinkStatistics) {
        let depth = self.outbox.depth()
        statistics.queuedFrames = depth.frames
        statistics.queuedBytes = depth.bytes
        statistics.droppedFull = depth.drops.full
        statistics.droppedNotConnected = depth.drops.notConnected
        statistics.droppedTooLarge = depth.drops.tooLarge
    }

    func start() {
        self.eventLoop.execute {
            switch self.loopState.value.machine.start() {
            case .connect: self.connect()
            case .ignore: break
            }
        }
    }

    /// Dials another endpoint from now on, when it is another one.
    func change(endpoint: PeerEndpoint) {
        self.eventLoop.execute {
            let state = self.loopState.value
            guard state.endpoint != endpoint else { return }
            self.logger.info(
                "the peer endpoint of node \(self.node) changes",
                metadata: ["from": "\(state.endpoint)", "to": "\(endpoint)"])
            state.endpoint = endpoint
            switch state.machine.endpointChanged() {
            case .closeLink:
                self.closeLink(.endpointChanged)
            case .cancelRetryAndConnect:
                state.retry?.cancel()
                self.connect()
            case .ignore:
                break
            }
        }
    }

    /// Ends the link and dials no more; the future succeeds when the connection is closed.
    func stop() -> EventLoopFuture<Void> {
        self.eventLoop.flatSubmit {
            let state = self.loopState.value
            let closed = state.channel?.closeFuture ?? self.eventLoop.makeSucceededVoidFuture()
            switch state.machine.stop() {
            case .closeLink: self.closeLink(.stopped)
            case .cancelRetry: state.retry?.cancel()
            case .ignore: break
            }
            return closed
        }
    }

    // MARK: The event loop

    private func connect() {
        let endpoint = self.loopState.value.endpoint
        let bootstrap = ClientBootstrap(group: self.eventLoop)
            .connectTimeout(TimeAmount(self.environment.options.connectTimeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(
                .writeBufferWaterMark,
                value: .init(low: Limits.writeBufferLowBytes, high: Limits.writeBufferHighBytes))
        // An address needs no resolver, whose threads would only add a delay.
        let address = try? SocketAddress(ipAddress: endpoint.host, port: Int(endpoint.port))
        let channel =
            if let address {
                bootstrap.connect(to: address)
            } else {
                bootstrap.connect(host: endpoint.host, port: Int(endpoint.port))
            }
        channel.whenComplete { result in
            switch result {
            case .success(let channel): self.connected(channel)
            case .failure(let error): self.ended(PeerLinkError(connecting: endpoint, error))
            }
        }
    }

    /// The link is added only now, and not to every channel that an attempt opens: a name with
    /// several addresses is dialled at several at once, and only one of them may say hello.
    private func connected(_ channel: any Channel) {
        let state = self.loopState.value
        switch state.machine.connected() {
        case .discard(let thenConnect):
            channel.close(promise: nil)
            if thenConnect { self.connect() }
        case .keep:
            state.channel = channel
            self.begin(on: channel)
        }
    }

    private func begin(on channel: any Channel) {
        guard let security = self.environment.options.security else {
            return self.beginLink(on: channel)
        }
        let options = self.environment.options
        let timeout = TimeAmount(options.handshakeTimeout)
        let policy = TLSPolicy(
            roles: [.peer], cluster: "\(options.identity.cluster)", node: self.node.rawValue)
        do {
            try security.credentials.secure(channel, policy: policy, timeout: timeout) { verdict in
                self.decide(verdict, channel)
            }
        } catch {
            channel.close(promise: nil)
            self.linkDidEnd(nil, channel: channel, error: .disconnected)
        }
    }

    /// Begins the link when it is the node that was dialled; otherwise TLS closes the connection.
    private func decide(_ verdict: TLSVerdict, _ channel: any Channel) {
        switch verdict {
        case .success:
            guard let current = self.loopState.value.channel, current === channel else { return }
            self.beginLink(on: channel)
        case .failure(let fault):
            self.linkDidEnd(nil, channel: channel, error: .insecure(fault))
        }
    }

    private func beginLink(on channel: any Channel) {
        let link = PeerLink(
            role: .dialer(of: self.node), environment: self.environment, owner: self,
            outbox: self.outbox)
        self.loopState.value.link = link
        do {
            try channel.pipeline.syncOperations.addHandler(link)
        } catch {
            // The connection ended before its link began, so nobody else reports it.
            channel.close(promise: nil)
            self.linkDidEnd(nil, channel: channel, error: .disconnected)
            return
        }
        if !channel.isActive {
            self.linkDidEnd(nil, channel: channel, error: .disconnected)
        }
    }

    /// Ends the present connection, whether TLS is still at its beginning or its link is there.
    private func closeLink(_ error: PeerLinkError) {
        let state = self.loopState.value
        if let link = state.link {
            link.close(error)
        } else if let channel = state.channel {
            channel.close(promise: nil)
            self.linkDidEnd(nil, channel: channel, error: error)
        }
    }

    /// An attempt failed, or the link that came of it ended.
    private func ended(_ error: PeerLinkError, after peer: PeerIntroduction? = nil) {
        let state = self.loopState.value
        let action = state.machine.ended(
            self.ending(error, wasEstablished: peer != nil), jitter: UInt16.random(in: 0...65_535))
        self.report(error, wasEstablished: peer != nil, isCounted: action != .ignore)
        switch action {
        case .retry(let delay):
            state.retry = self.eventLoop.scheduleTask(in: TimeAmount(delay)) {
                switch self.loopState.value.machine.retryDue() {
                case .connect: self.connect()
                case .ignore: break
                }
            }
        case .connect:
            self.connect()
        case .ignore:
            break
        }
    }

    private func ending(_ error: PeerLinkError, wasEstablished: Bool) -> StateMachine.Ending {
        if error == .endpointChanged { return .endpointChanged }
        if error.isLasting { return .lasting }
        let lived = NIODeadline.now() - self.loopState.value.linkedAt
        let isStable = lived >= TimeAmount(self.environment.options.reconnectCap)
        return wasEstablished && isStable ? .afterSuccess : .brief
    }

    /// Counts, logs and tells the delegate, in this order.
    ///
    /// A failure of an attempt that was stopped meanwhile is nobody's concern.
    private func report(_ error: PeerLinkError, wasEstablished: Bool, isCounted: Bool) {
        guard wasEstablished || isCounted else { return }
        let state = self.loopState.value
        self.environment.ledger.ended(error)
        self.environment.ledger.update(self.node) { statistics in
            if wasEstablished {
                statistics.isConnected = false
                statistics.breaks += 1
            } else {
                statistics.failedAttempts += 1
            }
        }
        // The delegate hears the same and decides what is worth a line; this one has the endpoint.
        self.logger.debug(
            """
            \(wasEstablished ? "the link to" : "cannot reach") node \(self.node) at \
            \(state.endpoint)\(wasEstablished ? " ended" : ""): \(error)
            """, metadata: ["code": "\(error.code.rawValue)"])
        let event: PeerLinkEvent =
            if wasEstablished {
                .broken(error)
            } else if case .connectionRefused = error {
                .refused
            } else {
                .failed(error)
            }
        self.environment.delegate.peerLink(self.node, didChange: event)
    }
}

extension PeerDialer: PeerLinkOwner {
    package func linkJudges(
        _ peer: PeerIntroduction, channel: any Channel,
        reply: @escaping @Sendable (PeerVerdict) -> Void
    ) {
        self.environment.delegate.shouldAccept(peer, reply: reply)
    }

    package func linkDidEstablish(_ peer: PeerIntroduction, channel: any Channel) {
        let state = self.loopState.value
        state.linkedAt = .now()
        self.environment.ledger.update(self.node) { statistics in
            statistics.isConnected = true
            statistics.connects += 1
        }
        self.logger.debug("linked to node \(self.node) at \(state.endpoint)")
        self.environment.delegate.peerLink(self.node, didChange: .connected)
    }

    package func linkDidEnd(_ peer: PeerIntroduction?, channel: any Channel, error: PeerLinkError) {
        let state = self.loopState.value
        // Only the end of the present connection counts, and only once.
        guard let current = state.channel, current === channel else { return }
        state.channel = nil
        state.link = nil
        self.ended(error, after: peer)
    }
}
