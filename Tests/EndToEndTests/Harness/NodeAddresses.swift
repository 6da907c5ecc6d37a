import ChaosHarness

/// One node of a test cluster and its ports on 127.0.0.1.
struct NodeAddresses: Sendable {
    let id: UInt64
    let peerPort: Int
    let nativePort: Int
    let grpcPort: Int
    let httpPort: Int
    /// Keeps the ports from others, also while nobody listens.
    private let reservation: ReservedPorts

    private init(id: UInt64, ports: [Int], reservation: ReservedPorts) {
        self.id = id
        self.peerPort = ports[0]
        self.nativePort = ports[1]
        self.grpcPort = ports[2]
        self.httpPort = ports[3]
        self.reservation = reservation
    }

    /// Nodes numbered from 1.
    static func nodes(_ count: Int) throws -> [NodeAddresses] {
        let reservation = try ReservedPorts(4 * count)
        let ports = reservation.numbers
        return (0..<count).map { index in
            let first = 4 * index
            return NodeAddresses(
                id: UInt64(index + 1), ports: Array(ports[first..<first + 4]),
                reservation: reservation)
        }
    }

    var nativeEndpoint: String { "127.0.0.1:\(self.nativePort)" }

    /// Settings of `roomd run` to listen there.
    var listenSettings: [String] {
        [
            "--listen-peer=127.0.0.1:\(self.peerPort)",
            "--listen-native=127.0.0.1:\(self.nativePort)",
            "--listen-grpc=127.0.0.1:\(self.grpcPort)",
            "--listen-http=127.0.0.1:\(self.httpPort)",
        ]
    }

    /// The value of `--node` of `roomctl cluster init`.
    var initArgument: String {
        "peer=127.0.0.1:\(self.peerPort),native=127.0.0.1:\(self.nativePort),"
            + "grpc=127.0.0.1:\(self.grpcPort),http=127.0.0.1:\(self.httpPort)"
    }
}
