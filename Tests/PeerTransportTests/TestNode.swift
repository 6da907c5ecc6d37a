import NIOCore
import NIOPosix
import PeerTransport
import Raft

/// A real transport on loopback with its record.
struct TestNode {
    let node: NodeID
    let transport: PeerTransport
    let delegate: RecordingDelegate
    let endpoint: PeerEndpoint

    /// Starts a transport on a port that the kernel chooses, or on the one in the options.
    static func start(_ options: PeerTransportOptions) async throws -> TestNode {
        let delegate = RecordingDelegate()
        return try await TestNode.start(options, delegate: delegate)
    }

    static func start(
        _ options: PeerTransportOptions, delegate: RecordingDelegate
    ) async throws -> TestNode {
        let transport = PeerTransport(
            options: options, eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: Samples.quietLogger(), delegate: delegate)
        let endpoint = try await transport.start()
        return TestNode(
            node: options.identity.node, transport: transport, delegate: delegate,
            endpoint: endpoint)
    }

    /// Dials the others and waits until the links to them are up.
    func link(to others: TestNode...) async throws -> Bool {
        let peers = Dictionary(uniqueKeysWithValues: others.map { ($0.node, $0.endpoint) })
        self.transport.update(peers: peers)
        return try await self.delegate.wait { record in
            peers.keys.allSatisfy { node in
                record.events.contains { $0.node == node && $0.event == .connected }
            }
        }
    }

    func send(_ payload: [UInt8], to other: TestNode) -> Bool {
        self.transport.send(payload, group: Samples.group, to: other.node)
    }
}
