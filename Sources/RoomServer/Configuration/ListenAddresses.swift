package import Raft

/// Where a node's doors listen: the settings, and for what they leave open the membership.
package struct ListenAddresses: Equatable, Sendable {
    package var peer: Endpoint
    /// Where the membership tells other nodes to dial this one.
    package var advertisedPeer: Endpoint
    package var native: Endpoint
    package var grpc: Endpoint
    package var http: Endpoint

    /// Resolves the addresses of `node` and holds them against the rule for plaintext.
    ///
    /// - Throws: When `node` is not in `membership`, an advertised endpoint is none, TLS would be
    ///   needed, or plaintext would leave the machine.
    package init(
        for node: NodeID, in membership: Membership, configuration: ServerConfiguration
    ) throws(ConfigurationError) {
        guard let member = membership.member(node) else {
            throw ConfigurationError(
                "node \(node) is not a member of its cluster any more: it was removed. Its id is "
                    + "never used again; to bring the machine back, add it as a new node")
        }
        let listen = configuration.listen
        self.peer = try Self.address("peer", listen.peer, member.peerEndpoint)
        self.advertisedPeer = try Self.advertised(member.peerEndpoint)
        self.native = try Self.address("native", listen.native, member.nativeEndpoint)
        self.grpc = try Self.address("grpc", listen.grpc, member.grpcEndpoint)
        self.http = try Self.address("http", listen.http, member.httpEndpoint)

        guard configuration.security.files == nil else { return }
        guard configuration.isInsecure else {
            throw ConfigurationError(
                "it is not told how to be reached: pass --tls-cert, --tls-key and --tls-ca to "
                    + "serve with TLS (cluster/certs makes the files), or --insecure to serve in "
                    + "plaintext, which is allowed on loopback addresses only")
        }
        for (door, address) in [
            ("listen-peer", self.peer), ("listen-native", self.native),
            ("listen-grpc", self.grpc), ("listen-http", self.http),
        ] where !address.isLoopback {
            throw Self.refused("\(door) is \(address)")
        }
        for other in membership.members {
            guard let endpoint = Endpoint(other.peerEndpoint), endpoint.isLoopback else {
                throw Self.refused("node \(other.node) is reached at \(other.peerEndpoint)")
            }
        }
    }

    /// Whatever the node listens on, the others know it by this one.
    private static func advertised(_ peer: String) throws(ConfigurationError) -> Endpoint {
        guard let endpoint = Endpoint(peer), endpoint.isDialable else {
            throw ConfigurationError(
                "the membership advertises \"\(peer)\" as this node's peer endpoint, where no "
                    + "other node can dial it: describe the cluster anew, with addresses that "
                    + "the nodes reach each other at")
        }
        return endpoint
    }

    private static func address(
        _ door: String, _ told: Endpoint?, _ advertised: String
    ) throws(ConfigurationError) -> Endpoint {
        if let told { return told }
        guard let endpoint = Endpoint(advertised) else {
            throw ConfigurationError(
                "the membership advertises \"\(advertised)\" as this node's \(door) endpoint, "
                    + "which is not host:port: tell --listen-\(door)")
        }
        return endpoint
    }

    private static func refused(_ what: String) -> ConfigurationError {
        ConfigurationError(
            "\(what), which is not a loopback address: with --insecure anyone who reaches a door "
                + "may do anything, so plaintext is refused beyond 127.0.0.0/8, ::1 and localhost; "
                + "use --tls-cert, --tls-key and --tls-ca")
    }
}
