package import Raft

/// What the transport counted since this process started.
package struct PeerTransportStatistics: Hashable, Sendable {
    /// By peer; also peers that are no longer dialled.
    package var peers: [NodeID: PeerLinkStatistics] = [:]
    /// Links that this node refused in words, by code.
    package var refusalsSent: [PeerRefusalCode: UInt64] = [:]
    /// Links that other nodes refused in words, by code.
    package var refusalsReceived: [PeerRefusalCode: UInt64] = [:]
    /// Links and attempts that ended, in both directions, by reason.
    package var endings: [PeerLinkError.Code: UInt64] = [:]
    /// Connections that are accepted and open now, whether their handshake is over or not.
    package var acceptedLinks = 0

    package init() {}
}
