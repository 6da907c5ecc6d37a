package import Raft

/// What another node said of itself in a handshake that is right in form.
///
/// Cluster, versions and the node meant were checked already; whether this node with this store is
/// welcome is for `PeerTransportDelegate` to say.
package struct PeerIntroduction: Hashable, Sendable {
    package var node: NodeID
    package var store: StoreID
    /// Abilities that both sides have, as bits; see `PeerTransportOptions.features`.
    package var features: UInt64
    /// The other node's group time, in milliseconds since the Unix epoch.
    package var groupTime: UInt64
    /// Where it is to be dialled, when it was this node that was dialled; otherwise this node knew.
    package var endpoint: PeerEndpoint?

    package init(
        node: NodeID, store: StoreID, features: UInt64, groupTime: UInt64,
        endpoint: PeerEndpoint? = nil
    ) {
        self.node = node
        self.store = store
        self.features = features
        self.groupTime = groupTime
        self.endpoint = endpoint
    }
}
