package import Raft
package import RoomReplica

/// What a running replica asks of the rest of the node.
///
/// Each is called on one of the replica's threads and must not block.
package struct ReplicaHooks: Sendable {
    /// Sends a payload to a peer; it may be lost.
    package var send: @Sendable (_ payload: [UInt8], _ node: NodeID) -> Void
    /// A fresh status: at every tick, and when role, term or leader changed.
    package var statusDidChange: @Sendable (ReplicaStatus) -> Void
    /// The node must stop: what happened, in words.
    ///
    /// Called once; nothing is acknowledged after it.
    package var didFail: @Sendable (_ reason: String) -> Void

    package init(
        send: @escaping @Sendable (_ payload: [UInt8], _ node: NodeID) -> Void,
        statusDidChange: @escaping @Sendable (ReplicaStatus) -> Void,
        didFail: @escaping @Sendable (_ reason: String) -> Void
    ) {
        self.send = send
        self.statusDidChange = statusDidChange
        self.didFail = didFail
    }
}
