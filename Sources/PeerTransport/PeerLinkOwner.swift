package import NIOCore
import Raft

/// What a link needs of whoever made it: the dialer of a peer, or the acceptor of all connections.
///
/// Every method is called on the link's event loop.
package protocol PeerLinkOwner: AnyObject, Sendable {
    /// Decides whether a node is welcome and calls `reply` once, on any thread.
    func linkJudges(
        _ peer: PeerIntroduction, channel: any Channel,
        reply: @escaping @Sendable (PeerVerdict) -> Void)

    /// The handshake is over.
    func linkDidEstablish(_ peer: PeerIntroduction, channel: any Channel)

    /// The connection is closed. It is called once for each link whose connection was open.
    func linkDidEnd(
        _ peer: PeerIntroduction?, channel: any Channel, error: PeerLinkError)
}
