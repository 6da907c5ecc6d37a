/// What happened to the outgoing link to a peer.
///
/// It is what fast failover decides by: a link to the leader that `broke` and whose next attempt is
/// `refused` means that the leader's process is gone; `connected` takes that back.
package enum PeerLinkEvent: Hashable, Sendable {
    /// The handshake is over; payloads are taken from now on.
    case connected
    /// An established link ended. The next attempt follows by itself.
    case broken(PeerLinkError)
    /// An attempt met an endpoint where nobody listens. The next attempt follows by itself.
    case refused
    /// An attempt failed in another way: no answer, no name, a handshake refused in words. The next
    /// attempt follows by itself.
    case failed(PeerLinkError)
}
