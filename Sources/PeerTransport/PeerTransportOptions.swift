/// How a `PeerTransport` is set up; every setting but the identity and the endpoint has a default.
package struct PeerTransportOptions: Sendable {
    package var identity: PeerIdentity
    /// Where peers are accepted; port 0 lets the kernel choose.
    package var listen: PeerEndpoint
    /// Where others are to dial this node, said in every hello.
    package var advertised: PeerEndpoint
    /// The first delay before a peer is dialled again; it doubles with each failure.
    package var reconnectBase: Duration = .milliseconds(20)
    /// The longest delay before a peer is dialled again.
    package var reconnectCap: Duration = .seconds(1)
    /// How long one attempt may take to resolve the name and to connect.
    package var connectTimeout: Duration = .seconds(1)
    /// How long a handshake may take, the delegate's decision included.
    package var handshakeTimeout: Duration = .seconds(5)
    /// The pace of pings, and of the count of silence.
    package var tick: Duration = .milliseconds(500)
    /// A link ends when nothing was heard for this many ticks.
    package var silenceLimit = 5
    /// Payload bytes that may wait for one peer.
    package var outboundBytes = Limits.outboundBytes
    /// Payloads that may wait for one peer.
    package var outboundFrames = Limits.outboundFrames
    /// `nil`: links are plaintext.
    package var security: PeerSecurity?
    /// The protocol versions offered; another range than the default is for tests.
    package var versions = PeerProtocol.versions
    /// Abilities of this node, as bits; a link has those that both sides have.
    package var features: UInt64
    /// This node's group time in milliseconds since the Unix epoch, said in every handshake.
    ///
    /// It is called on event loops and must not block.
    package var groupTime: @Sendable () -> UInt64

    package init(
        identity: PeerIdentity, listen: PeerEndpoint, advertised: PeerEndpoint,
        features: UInt64 = 0, groupTime: @escaping @Sendable () -> UInt64
    ) {
        self.identity = identity
        self.listen = listen
        self.advertised = advertised
        self.features = features
        self.groupTime = groupTime
    }
}
