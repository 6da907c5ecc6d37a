/// Where one node listens, and where everybody else believes that it does.
///
/// All on 127.0.0.1. The membership advertises the proxies for peers and clients; the node is told
/// to listen behind them.
package struct NodePlace: Sendable {
    let id: UInt64
    /// Where the node listens.
    let peerPort: Int
    let nativePort: Int
    let grpcPort: Int
    let httpPort: Int
    /// Where its proxies listen.
    let peerProxyPort: Int
    package let nativeProxyPort: Int
    /// Keeps the ports from others, also while nobody listens.
    private let reservation: ReservedPorts

    /// As the history names it.
    var name: String { "n\(self.id)" }

    /// Nodes numbered from 1.
    static func places(_ count: Int) throws -> [NodePlace] {
        let reservation = try ReservedPorts(6 * count)
        let ports = reservation.numbers
        return (0..<count).map { index in
            let first = 6 * index
            return NodePlace(
                id: UInt64(index + 1), peerPort: ports[first], nativePort: ports[first + 1],
                grpcPort: ports[first + 2], httpPort: ports[first + 3],
                peerProxyPort: ports[first + 4], nativeProxyPort: ports[first + 5],
                reservation: reservation)
        }
    }

    /// A place of node 1 with proxies before a server that listens already.
    package static func testPlace(nativePort: Int) throws -> NodePlace {
        let reservation = try ReservedPorts(5)
        let ports = reservation.numbers
        return NodePlace(
            id: 1, peerPort: ports[0], nativePort: nativePort, grpcPort: ports[1],
            httpPort: ports[2], peerProxyPort: ports[3], nativeProxyPort: ports[4],
            reservation: reservation)
    }

    /// Through the proxy, as clients of the run reach it.
    var proxiedEndpoint: String { "127.0.0.1:\(self.nativeProxyPort)" }
    /// Past the proxy, for the harness's own looks.
    var directEndpoint: String { "127.0.0.1:\(self.nativePort)" }

    /// Settings of `roomd run` to listen behind the proxies.
    var listenSettings: [String] {
        [
            "--listen-peer=127.0.0.1:\(self.peerPort)",
            "--listen-native=127.0.0.1:\(self.nativePort)",
            "--listen-grpc=127.0.0.1:\(self.grpcPort)",
            "--listen-http=127.0.0.1:\(self.httpPort)",
        ]
    }

    /// How `roomctl` is told of the node: by what it advertises.
    var advertised: String {
        "peer=127.0.0.1:\(self.peerProxyPort),native=127.0.0.1:\(self.nativeProxyPort),"
            + "grpc=127.0.0.1:\(self.grpcPort),http=127.0.0.1:\(self.httpPort)"
    }
}
