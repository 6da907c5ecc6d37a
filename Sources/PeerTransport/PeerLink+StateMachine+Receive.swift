package import Raft

/// What the other side says.
extension PeerLink.StateMachine {
    package enum ReceiveAction: Equatable {
        /// Ask the delegate, then call `judged(_:groupTime:)`.
        case judge(PeerIntroduction)
        /// Send the refusal, then close.
        case refuse(PeerRefusal)
        case deliver([UInt8], group: GroupID, from: NodeID)
        case pong(UInt64)
        case close(PeerLinkError)
        case ignore
    }

    /// Must be called with every message, in order.
    ///
    /// 1. Before the handshake is over, only the one expected message is taken.
    /// 2. Afterwards an accepter takes payloads and pings, a dialer pongs; either takes a refusal.
    /// 3. What comes while the link is closing is not looked at.
    package mutating func received(_ message: PeerMessage) -> ReceiveAction {
        switch self.state {
        case .awaitingHello:
            guard case .hello(let hello) = message else { return self.unexpected(message) }
            return self.receivedHello(hello)
        case .awaitingReply:
            switch message {
            case .accept(let accept): return self.receivedAccept(accept)
            case .refuse(let refusal): return self.closing(.refusedByPeer(refusal))
            case .hello, .ping, .pong, .payload, .snapshot: return self.unexpected(message)
            }
        case .judging:
            // A dialer that does not wait for the answer, or an accepter that speaks again.
            return self.unexpected(message)
        case .established(let established):
            return self.received(message, in: established)
        case .closing, .closed:
            return .ignore
        case .idle:
            Self.badTransition("received", self.state)
        }
    }

    /// Must be called when bytes arrive, whole messages or not: a large frame on a slow network is
    /// no silence.
    package mutating func heard() {
        switch self.state {
        case .established(var established):
            guard established.silentTicks != 0 else { return }
            established.silentTicks = 0
            self.transition(to: .established(established))
        case .idle, .awaitingReply, .awaitingHello, .judging, .closing, .closed:
            return
        }
    }

    private mutating func received(
        _ message: PeerMessage, in established: Established
    ) -> ReceiveAction {
        switch (self.role, message) {
        case (.accepter, .payload(let payload, let group)):
            return .deliver(payload, group: group, from: established.peer.node)
        case (.accepter, .ping(let number)):
            return .pong(number)
        case (.dialer, .pong(let number)):
            guard number < established.pings else { return self.unexpected(message) }
            return .ignore
        case (_, .refuse(let refusal)):
            return self.closing(.refusedByPeer(refusal))
        case (.accepter, .snapshot(let kind)):
            return self.closing(.unsupportedFrame(kind))
        case (.accepter, .hello), (.accepter, .accept), (.accepter, .pong),
            (.dialer, .hello), (.dialer, .accept), (.dialer, .ping), (.dialer, .payload),
            (.dialer, .snapshot):
            return self.unexpected(message)
        }
    }

    /// 1) versions, 2) cluster, 3) the node meant, 4) not ourselves, 5) the certificate's node;
    /// then the delegate decides.
    private mutating func receivedHello(_ hello: PeerHello) -> ReceiveAction {
        let sender = hello.sender
        // 1)
        let newest = min(hello.versions.upperBound, self.versions.upperBound)
        guard newest >= max(hello.versions.lowerBound, self.versions.lowerBound) else {
            return self.refusing(
                .unsupportedVersion(
                    node: sender.node, presented: hello.versions, own: self.versions))
        }
        // 2)
        guard sender.cluster == self.identity.cluster else {
            return self.refusing(
                .wrongCluster(node: sender.node, presented: sender.cluster, own: self.identity))
        }
        // 3)
        guard hello.meant == self.identity.node else {
            return self.refusing(
                .wrongNode(meant: hello.meant, own: self.identity.node, sender: sender.node))
        }
        // 4)
        guard sender.node != self.identity.node else {
            return self.refusing(.sameNode(sender.node))
        }
        // 5)
        if let certified = self.certifiedNode, certified != sender.node {
            return self.refusing(.wrongCertificate(node: sender.node, certified: certified))
        }
        let peer = PeerIntroduction(
            node: sender.node, store: sender.store,
            features: hello.features & self.features, groupTime: hello.groupTime,
            endpoint: hello.endpoint)
        self.transition(to: .judging(peer, version: newest))
        return .judge(peer)
    }

    private mutating func receivedAccept(_ accept: PeerAccept) -> ReceiveAction {
        guard case .dialer(let meant) = self.role else {
            Self.badTransition("accepted", self.state)
        }
        guard self.versions.contains(accept.version) else {
            return self.closing(.versionNotOffered(accept.version))
        }
        guard accept.node == meant else {
            return self.closing(.wrongNodeAnswered(meant: meant, answered: accept.node))
        }
        let peer = PeerIntroduction(
            node: accept.node, store: accept.store,
            features: accept.features & self.features, groupTime: accept.groupTime)
        self.transition(to: .judging(peer, version: accept.version))
        return .judge(peer)
    }

    private mutating func refusing(_ refusal: PeerRefusal) -> ReceiveAction {
        self.transition(to: .closing(.refusedPeer(refusal), wasEstablished: false))
        return .refuse(refusal)
    }

    private mutating func unexpected(_ message: PeerMessage) -> ReceiveAction {
        self.closing(.unexpectedFrame(message.kind, during: Self.words(self.state)))
    }

    private mutating func closing(_ error: PeerLinkError) -> ReceiveAction {
        self.transition(to: .closing(error, wasEstablished: self.isEstablished))
        return .close(error)
    }
}
