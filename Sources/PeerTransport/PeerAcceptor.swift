import Logging
import NIOCore
import NIOPosix
import Raft
import Synchronization
import TransportSecurity

/// Accepts the connections of other nodes: at most one established link for each node, the newest.
final class PeerAcceptor: Sendable {
    private struct State {
        /// Every accepted connection that is open.
        var open: [ObjectIdentifier: Connection] = [:]
        /// The established link of each node.
        var links: [NodeID: any Channel] = [:]
        var isStopping = false
        /// The failed connection that was logged last, so that one that goes on is logged once.
        var reported: Fault?
        /// Nodes whose last link ended because they refuse this node.
        ///
        /// They dial again and again, and one line for each of them is enough; the rest is counted.
        var refusers: [NodeID: PeerRefusalCode] = [:]

        /// Whether the end of a link is to be logged.
        mutating func noteEnd(of node: NodeID, _ error: PeerLinkError) -> Bool {
            guard case .refusedByPeer(let refusal) = error else {
                self.refusers[node] = nil
                return true
            }
            return self.refusers.updateValue(refusal.code, forKey: node) != refusal.code
        }
    }

    private struct Connection {
        var channel: any Channel
        /// Kept here because a channel that is closed has forgotten it.
        var address: String?
    }

    private struct Fault: Equatable {
        var address: String?
        var code: PeerLinkError.Code
    }

    private let environment: PeerEnvironment
    private let state = Mutex(State())

    init(environment: PeerEnvironment) {
        self.environment = environment
    }

    // MARK: Listening

    /// Binds the endpoint; the error is what the system said.
    func listen(on group: any EventLoopGroup) -> EventLoopFuture<any Channel> {
        let endpoint = self.environment.options.listen
        return ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: Limits.acceptBacklog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(
                    minimum: 1024, initial: 16 << 10, maximum: Limits.readBytes)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try self.admit(channel) }
            }
            .bind(host: endpoint.host, port: Int(endpoint.port))
    }

    /// Takes a new connection under watch, or throws, which closes it.
    private func admit(_ channel: any Channel) throws(PeerLinkError) {
        let refusal: PeerLinkError? = self.state.withLock { state in
            if state.isStopping { return .stopped }
            guard state.open.count < Limits.acceptedLinks else {
                return .tooManyLinks(limit: Limits.acceptedLinks)
            }
            state.open[ObjectIdentifier(channel)] = Connection(
                channel: channel, address: channel.remoteAddress?.ipAddress)
            return nil
        }
        if let refusal {
            self.report(refusal, peer: nil, address: channel.remoteAddress?.ipAddress)
            throw refusal
        }
        channel.closeFuture.whenComplete { _ in
            self.state.withLock { $0.open[ObjectIdentifier(channel)] = nil }
        }
        do {
            guard let security = self.environment.options.security else {
                return try self.addLink(to: channel)
            }
            let timeout = TimeAmount(self.environment.options.handshakeTimeout)
            try security.acceptor.secure(channel, timeout: timeout) { verdict in
                self.decide(verdict, channel)
            }
        } catch {
            throw .socketFailed(reason: "\(error)")
        }
    }

    private func addLink(to channel: any Channel, certifiedNode: NodeID? = nil) throws {
        try channel.pipeline.syncOperations.addHandler(
            PeerLink(
                role: .accepter, environment: self.environment, owner: self, outbox: nil,
                certifiedNode: certifiedNode))
    }

    /// Begins the link of a connection whose TLS handshake is over; the reason why none begins was
    /// logged with the port.
    private func decide(_ verdict: TLSVerdict, _ channel: any Channel) -> Bool {
        do {
            try self.addLink(to: channel, certifiedNode: verdict.get().node.map(NodeID.init))
            return true
        } catch {
            let fault = error as? CertificateFault
            self.environment.ledger.ended(
                fault.map(PeerLinkError.insecure) ?? .socketFailed(reason: "\(error)"))
            return false
        }
    }

    /// Closes every connection and takes no more; succeeds when all are closed.
    func stop(on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
        let open = self.state.withLock { state in
            state.isStopping = true
            return state.open.values.map(\.channel)
        }
        for channel in open {
            Self.close(channel, .stopped)
        }
        return EventLoopFuture.andAllComplete(open.map(\.closeFuture), on: eventLoop)
    }

    var openLinks: Int { self.state.withLock { $0.open.count } }

    // MARK: One link a node

    /// Closes the link that a node had before, waits for its end, and only then replies: payloads
    /// of one node are never delivered by two links at a time.
    private func supersede(
        _ peer: PeerIntroduction, by channel: any Channel,
        reply: @escaping @Sendable (PeerVerdict) -> Void
    ) {
        let earlier = self.state.withLock { state in
            let earlier = state.links[peer.node]
            state.links[peer.node] = channel
            return earlier
        }
        // The connection may have ended while the delegate was deciding.
        channel.closeFuture.whenComplete { _ in self.forget(peer.node, channel) }
        guard let earlier, earlier !== channel else {
            reply(.accept)
            return
        }
        Self.close(earlier, .superseded)
        earlier.closeFuture.whenComplete { _ in reply(.accept) }
    }

    private func forget(_ node: NodeID, _ channel: any Channel) {
        self.state.withLock { state in
            if let current = state.links[node], current === channel { state.links[node] = nil }
        }
    }

    private static func close(_ channel: any Channel, _ error: PeerLinkError) {
        channel.eventLoop.execute {
            do {
                try channel.pipeline.syncOperations.handler(type: PeerLink.self).close(error)
            } catch {
                channel.close(promise: nil)
            }
        }
    }

    private func report(_ error: PeerLinkError, peer: PeerIntroduction?, address: String?) {
        self.environment.ledger.ended(error)
        let fault = Fault(address: address, code: error.code)
        let isNews = self.state.withLock { state in
            defer { state.reported = fault }
            if let peer { return state.noteEnd(of: peer.node, error) }
            return state.reported != fault
        }
        let isQuiet = error == .stopped || error == .superseded || error == .disconnected
        let subject =
            if let peer { "the link from node \(peer.node) ended" } else { "no link came of it" }
        self.environment.logger.log(
            level: isNews ? (isQuiet ? .info : .warning) : .debug,
            "a connection from \(fault.address ?? "an unknown address"): \(subject): \(error)",
            metadata: ["code": "\(error.code.rawValue)"])
    }
}

extension PeerAcceptor: PeerLinkOwner {
    func linkJudges(
        _ peer: PeerIntroduction, channel: any Channel,
        reply: @escaping @Sendable (PeerVerdict) -> Void
    ) {
        self.environment.delegate.shouldAccept(peer) { verdict in
            switch verdict {
            case .accept: self.supersede(peer, by: channel, reply: reply)
            case .refuse: reply(verdict)
            }
        }
    }

    func linkDidEstablish(_ peer: PeerIntroduction, channel: any Channel) {
        let isNews = self.state.withLock { state in
            state.reported = nil
            return state.refusers[peer.node] == nil
        }
        self.environment.ledger.update(peer.node) { $0.isAccepted = true }
        self.environment.logger.log(
            level: isNews ? .info : .debug,
            "accepted the link of node \(peer.node)",
            metadata: ["peer": "\(peer.node)", "store": "\(peer.store)"])
    }

    func linkDidEnd(_ peer: PeerIntroduction?, channel: any Channel, error: PeerLinkError) {
        if let peer {
            self.forget(peer.node, channel)
            self.environment.ledger.update(peer.node) { $0.isAccepted = false }
        }
        let address = self.state.withLock { $0.open[ObjectIdentifier(channel)]?.address }
        self.report(error, peer: peer, address: address)
    }
}
