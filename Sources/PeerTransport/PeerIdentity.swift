package import Raft

/// Who a node is: written once by `roomd format`, said in every handshake.
package struct PeerIdentity: Hashable, Sendable {
    package var cluster: ClusterID
    package var node: NodeID
    package var store: StoreID

    package init(cluster: ClusterID, node: NodeID, store: StoreID) {
        self.cluster = cluster
        self.node = node
        self.store = store
    }
}
