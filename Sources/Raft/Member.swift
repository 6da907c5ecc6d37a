/// Where a node of a `Membership` is reached, and which data directory it is bound to.
package struct Member: Hashable, Sendable {
    package var node: NodeID
    /// The data directory that the node was first seen with; `nil` until then.
    package var store: StoreID?
    /// `host:port` at which other nodes reach it.
    package var peerEndpoint: String
    /// `host:port` of the native door, as clients reach it.
    package var nativeEndpoint: String
    /// `host:port` of the gRPC door, as clients reach it.
    package var grpcEndpoint: String
    /// `host:port` of the HTTP door, as clients reach it.
    package var httpEndpoint: String

    package init(
        node: NodeID, store: StoreID? = nil, peerEndpoint: String = "",
        nativeEndpoint: String = "", grpcEndpoint: String = "", httpEndpoint: String = ""
    ) {
        self.node = node
        self.store = store
        self.peerEndpoint = peerEndpoint
        self.nativeEndpoint = nativeEndpoint
        self.grpcEndpoint = grpcEndpoint
        self.httpEndpoint = httpEndpoint
    }
}
