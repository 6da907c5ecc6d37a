package import PeerTransport
package import Raft
package import RoomReplica
import Synchronization

/// Decides whether a node that introduced itself is welcome, and remembers with which data
/// directory it came.
///
/// A node is bound to the store that it was first seen with, durably BEFORE it is accepted and so
/// before its votes can count: a wiped or copied directory would have forgotten what it promised
/// (architecture §4).
package final class PeerAdmission: Sendable {
    private struct State {
        var membership: Membership
        var pins: [NodeID: StoreID]
    }

    private let state: Mutex<State>
    private let log: any LogStorage
    private let didFail: @Sendable (NodeFailure) -> Void

    /// Begins with what the log holds.
    ///
    /// `didFail` is called when a binding could not be made durable; the node must stop.
    package init(
        membership: Membership, pins: [NodeID: StoreID], log: any LogStorage,
        didFail: @escaping @Sendable (NodeFailure) -> Void
    ) {
        self.state = Mutex(State(membership: membership, pins: pins))
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
            guard let member = state.membership.member(node) else {
                return .refuse(.notMember(node: node))
            }
            if let bound = member.store ?? state.pins[node] {
                return bound == introduction.store
                    ? .accept
                    : .refuse(
                        .wrongStore(node: node, pinned: bound, presented: introduction.store))
            }
            do throws(LogStorageError) {
                try self.log.pin(node, to: introduction.store)
            } catch {
                self.didFail(
                    NodeFailure("node \(node) could not be bound to its store: \(error)"))
                return .refuse(
                    PeerRefusal(code: .notReady, sentence: "this node is stopping: \(error)"))
            }
            state.pins[node] = introduction.store
            return .accept
        }
    }
}
