import Logging
import NIOCore
import PeerTransport
import Raft

/// The identities, messages and bytes that the tests share.
enum Samples {
    static let cluster = ClusterID(0xc1)
    static let group = GroupID.first

    static func identity(_ node: UInt64) -> PeerIdentity {
        PeerIdentity(
            cluster: Samples.cluster, node: NodeID(node), store: StoreID(0x5700 + node))
    }

    static func endpoint(_ node: UInt64) -> PeerEndpoint {
        PeerEndpoint(host: "127.0.0.1", port: UInt16(7400 + node))
    }

    static func hello(from sender: UInt64, to meant: UInt64) -> PeerHello {
        PeerHello(
            versions: PeerProtocol.versions, sender: Samples.identity(sender),
            meant: NodeID(meant), features: 0, groupTime: 1_000,
            endpoint: Samples.endpoint(sender))
    }

    static func accept(by node: UInt64) -> PeerAccept {
        PeerAccept(
            version: 1, node: NodeID(node), store: Samples.identity(node).store, features: 0,
            groupTime: 2_000)
    }

    static func introduction(
        _ node: UInt64, groupTime: UInt64, endpoint: PeerEndpoint? = nil
    ) -> PeerIntroduction {
        PeerIntroduction(
            node: NodeID(node), store: Samples.identity(node).store, features: 0,
            groupTime: groupTime, endpoint: endpoint)
    }

    static func refusal() -> PeerRefusal {
        .notMember(node: NodeID(2))
    }

    static func options(node: UInt64, port: UInt16 = 0) -> PeerTransportOptions {
        var options = PeerTransportOptions(
            identity: Samples.identity(node),
            listen: PeerEndpoint(host: "127.0.0.1", port: port),
            advertised: Samples.endpoint(node), groupTime: { 1_000 + node })
        options.reconnectBase = .milliseconds(5)
        options.reconnectCap = .milliseconds(50)
        return options
    }

    static func quietLogger() -> Logger {
        Logger(label: "peer-transport-tests") { _ in SwiftLogNoOpLogHandler() }
    }

    static func bytes(_ messages: PeerMessage...) -> ByteBuffer {
        var buffer = ByteBuffer()
        for message in messages { message.encode(into: &buffer) }
        return buffer
    }
}
