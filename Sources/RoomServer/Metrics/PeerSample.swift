package import Raft

/// The links to one peer at one moment; counts are since the node started.
package struct PeerSample: Equatable, Sendable {
    package var node: NodeID
    package var isUp: Bool
    package var framesSent: UInt64 = 0
    package var framesReceived: UInt64 = 0
    package var bytesSent: UInt64 = 0
    package var bytesReceived: UInt64 = 0
    package var framesDropped: UInt64 = 0
    package var failedAttempts: UInt64 = 0

    package init(node: NodeID, isUp: Bool) {
        self.node = node
        self.isUp = isUp
    }
}
