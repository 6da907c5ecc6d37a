import Raft
import RoomServer
import Testing

@Suite struct ConfigurationEndpointTests {
    @Test func endpointsReadBackAsTheyAreWritten() {
        for text in ["127.0.0.1:7401", "[::1]:0", "node-1.example.com:65535", "localhost:1"] {
            #expect(Endpoint(text)?.description == text)
        }
    }

    @Test(arguments: [
        "", ":", "7401", "localhost:", ":7401", "localhost:65536", "localhost:+1", "::1:7401",
        "[::1]", "[localhost]:1", "a b:1", "a/b:1", "localhost:7 ", "[]:1",
        String(repeating: "a", count: 262) + ":1",
    ])
    func whatIsNotHostAndPortIsNoEndpoint(_ text: String) {
        #expect(Endpoint(text) == nil)
    }

    @Test func aNameOfALoopbackAddressIsFound() {
        // Looked up as names are, though no name server is asked for these.
        #expect(Endpoint(host: "127.1", port: 1).isLoopbackByName)
        for host in ["10.1", "127.0.0.1", "localhost", "::1"] {
            #expect(!Endpoint(host: host, port: 1).isLoopbackByName, "\(host)")
        }
    }

    @Test func onlyLiteralLoopbackAddressesAndLocalhostAreLoopback() {
        for host in ["127.0.0.1", "127.8.9.10", "::1", "localhost"] {
            #expect(Endpoint(host: host, port: 1).isLoopback, "\(host)")
        }
        // A name that only looks like an address could be looked up to anything.
        for host in ["0.0.0.0", "::", "10.0.0.1", "127.evil.example.com", "127.0.0.1.com", "127"] {
            #expect(!Endpoint(host: host, port: 1).isLoopback, "\(host)")
        }
    }

    private static func membership(peer: String = "127.0.0.1:7410") -> Membership {
        Membership(voters: [
            Member(
                node: NodeID(1), peerEndpoint: "127.0.0.1:7400",
                nativeEndpoint: "127.0.0.1:7401", grpcEndpoint: "127.0.0.1:7402",
                httpEndpoint: "127.0.0.1:7403"),
            Member(
                node: NodeID(2), peerEndpoint: peer, nativeEndpoint: "127.0.0.1:7411",
                grpcEndpoint: "127.0.0.1:7412", httpEndpoint: "127.0.0.1:7413"),
        ])
    }

    private static func insecure(_ arguments: String...) throws -> ServerConfiguration {
        try ConfigurationLoader(
            file: nil, environment: [:], arguments: ["--insecure"] + arguments
        ).load()
    }

    @Test func aNodeListensWhereTheMembershipAdvertisesItUnlessTold() throws {
        let addresses = try ListenAddresses(
            for: NodeID(1), in: Self.membership(),
            configuration: try Self.insecure("--listen-http=127.0.0.1:0"))
        #expect(addresses.peer == Endpoint(host: "127.0.0.1", port: 7400))
        #expect(addresses.native == Endpoint(host: "127.0.0.1", port: 7401))
        #expect(addresses.grpc == Endpoint(host: "127.0.0.1", port: 7402))
        #expect(addresses.http == Endpoint(host: "127.0.0.1", port: 0))
    }

    @Test func withoutTLSAndWithoutInsecureTheNodeSaysWhatToDo() throws {
        let error = try #require(throws: ConfigurationError.self) {
            try ListenAddresses(
                for: NodeID(1), in: Self.membership(), configuration: ServerConfiguration())
        }
        #expect(
            error.description
                == "it is not told how to be reached: pass --tls-cert, --tls-key and --tls-ca to "
                + "serve with TLS (cluster/certs makes the files), or --insecure to serve in "
                + "plaintext, which is allowed on loopback addresses only")
    }

    @Test func plaintextIsRefusedBeyondLoopbackWhereverTheAddressComesFrom() throws {
        // Told to listen on every interface.
        let told = try #require(throws: ConfigurationError.self) {
            try ListenAddresses(
                for: NodeID(1), in: Self.membership(),
                configuration: try Self.insecure("--listen-native=0.0.0.0:7401"))
        }
        #expect(
            told.description.hasPrefix("listen-native is 0.0.0.0:7401, which is not a loopback"))
        // Loopback here, but a peer elsewhere would be spoken to in plaintext.
        let peer = try #require(throws: ConfigurationError.self) {
            try ListenAddresses(
                for: NodeID(1), in: Self.membership(peer: "10.1.2.3:7400"),
                configuration: try Self.insecure())
        }
        #expect(peer.description.hasPrefix("node 2 is reached at 10.1.2.3:7400, which is not a"))
    }

    @Test func withTLSANodeMayBeReachedAnywhere() throws {
        let configuration = try ConfigurationLoader(
            file: nil, environment: [:],
            arguments: ["--tls-cert=a", "--tls-key=b", "--tls-ca=c", "--listen-http=0.0.0.0:7403"]
        ).load()
        let addresses = try ListenAddresses(
            for: NodeID(1), in: Self.membership(peer: "10.1.2.3:7400"),
            configuration: configuration)
        #expect(addresses.http == Endpoint(host: "0.0.0.0", port: 7403))
    }

    /// Told to listen somewhere, it would still be known to the others by what they cannot dial.
    @Test(arguments: ["0.0.0.0:7410", "[::]:7410", "127.0.0.1:0", "nowhere"])
    func anAdvertisedPeerEndpointThatIsNoneIsRefused(_ peer: String) throws {
        let error = try #require(throws: ConfigurationError.self) {
            try ListenAddresses(
                for: NodeID(2), in: Self.membership(peer: peer),
                configuration: try Self.insecure("--listen-peer=127.0.0.1:7410"))
        }
        #expect(
            error.description.hasPrefix(
                "the membership advertises \"\(peer)\" as this node's peer endpoint, where no"))
    }

    @Test func aNodeThatWasRemovedIsToldSo() throws {
        let error = try #require(throws: ConfigurationError.self) {
            try ListenAddresses(
                for: NodeID(9), in: Self.membership(), configuration: try Self.insecure())
        }
        #expect(error.description.hasPrefix("node 9 is not a member of its cluster any more"))
    }
}
