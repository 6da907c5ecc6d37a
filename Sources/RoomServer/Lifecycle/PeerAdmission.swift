package import PeerTransport
package import Raft
package import RoomReplica
import Synchronization

/// Lets nodes in by the rule of `StoreAdmission`, and makes new bindings durable first.
package final class PeerAdmission: Sendable {
    private let state: Mutex<StoreAdmission>
    private let log: any LogStorage
    private let didFail: @Sendable (NodeFailure) -> Void

    /// Begins with what the log holds.
    ///
    /// `didFail` is called when a binding could not be made durable; the node must stop.
    package init(
        membership: Membership, pins: [NodeID: StoreID], log: any LogStorage,
        didFail: @escaping @Sendable (NodeFailure) -> Void
    ) {
        self.state = Mutex(StoreAdmission(membership: membership, pins: pins))
        self.log = log
        self.didFail = didFail
    }

    /// Follows the log; removed nodes are no longer welcome.
    package func adopt(_ membership: Membership) {
        self.state.withLock { $0.membership = membership }
    }

    /// Decides whether the node that introduced itself is welcome.
    ///
    /// It syncs the log once for each node, at its first handshake, so it
    /// must not be called on a thread that may not wait for a disk.
    package func judge(_ introduction: PeerIntroduction) -> PeerVerdict {
        let node = introduction.node
        // Two first handshakes of one node must not both find it unbound, so the lock is held over
        // the sync.
        return self.state.withLock { state in
            switch state.judge(node, with: introduction.store) {
            case .accept:
                return .accept
            case .refuseRemoved:
                return .refuse(.notMember(node: node))
            case .refuseStore(let bound):
                return .refuse(
                    .wrongStore(node: node, pinned: bound, presented: introduction.store))
            case .bind:
                break
            }
            do throws(LogStorageError) {
                try self.log.pin(node, to: introduction.store)
            } catch {
                self.didFail(
                    NodeFailure("node \(node) could not be bound to its store: \(error)"))
                return .refuse(
                    PeerRefusal(code: .notReady, sentence: "this node is stopping: \(error)"))
            }
            state.didBind(node, to: introduction.store)
            return .accept
        }
    }
}
