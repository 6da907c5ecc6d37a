package import Raft

/// Whom a `PeerTransport` tells.
///
/// All methods are called on event loops and must not block.
package protocol PeerTransportDelegate: AnyObject, Sendable {
    /// A payload arrived. The payloads of one node arrive in the order in which it sent them, one
    /// call at a time; some may be missing when a link broke in between.
    func peer(_ node: NodeID, didReceive payload: [UInt8], group: GroupID)

    /// All payloads that one read of the socket brought were handed over: the place to wake
    /// whoever waits for them, once. By default it does nothing.
    func peerDidFinishReading(_ node: NodeID)

    /// This node's own, outgoing link to a peer changed. The events of one peer come in order.
    func peerLink(_ node: NodeID, didChange event: PeerLinkEvent)

    /// Decides whether a node is welcome, for links in both directions, and calls `reply` exactly
    /// once, on any thread, at once or later.
    ///
    /// The pair of node and store MUST be pinned durably before `.accept` is replied: payloads,
    /// votes among them, flow from then on. A decision that takes longer than the handshake timeout
    /// is not waited for.
    func shouldAccept(
        _ peer: PeerIntroduction, reply: @escaping @Sendable (PeerVerdict) -> Void)
}

extension PeerTransportDelegate {
    package func peerDidFinishReading(_ node: NodeID) {}
}
