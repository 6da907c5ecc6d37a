import ByteCoding
import Dispatch
import Logging
import PeerTransport
import Raft
import RoomReplica
import RoomState
import Synchronization

/// What the transport tells the node: payloads for the replica, and nodes that ask to be let in.
final class NodePeers: PeerTransportDelegate {
    let refusals = PeerRefusals()
    private let outages = PeerOutages()
    private let admission: PeerAdmission
    /// Admissions wait for a disk, which an event loop must not.
    private let judges = DispatchQueue(label: "roomkeeper.peer-admission")
    /// Takes the payloads; those that come before it is there are lost, which Raft bears.
    private let runner = OnceSet<RoomNode.Runner>()
    /// Hears who was let in.
    private let follower = OnceSet<MembershipFollower>()
    /// Peers that have sent a payload that cannot be read; each is worth one line of the log.
    private let garbled = Mutex<Set<NodeID>>([])
    private let logger: Logger

    init(admission: PeerAdmission, logger: Logger) {
        self.admission = admission
        self.logger = logger
    }

    /// To be called once, before the transport starts.
    func attach(_ runner: RoomNode.Runner, _ follower: MembershipFollower) {
        self.runner.set(runner)
        self.follower.set(follower)
    }

    /// Follows the log.
    ///
    /// It does not wait for an admission under way, which may wait for a disk.
    func adopt(_ membership: Membership) {
        self.judges.async { self.admission.adopt(membership) }
        self.refusals.adopt(membership)
        self.outages.adopt(membership)
    }

    /// Milliseconds since the Unix epoch; 0 until there is a group time.
    var groupTime: UInt64 { self.runner.value?.groupTime.milliseconds ?? 0 }

    func peer(_ node: NodeID, didReceive payload: [UInt8], group: GroupID) {
        guard group == .first else {
            self.logger.debug(
                "payload of an unknown group", metadata: ["peer": "\(node)", "group": "\(group)"])
            return
        }
        do throws(DecodingFailure) {
            try self.runner.value?.receive(payload, from: node)
        } catch {
            // The frame around it was whole, so this is another program's or version's doing.
            guard self.garbled.withLock({ $0.insert(node).inserted }) else { return }
            self.logger.error(
                "a peer sends what cannot be read; is it of another version?",
                metadata: ["peer": "\(node)", "reason": "\(error)"])
        }
    }

    func peerLink(_ node: NodeID, didChange event: PeerLinkEvent) {
        switch event {
        case .connected: self.runner.value?.linkOpened(to: node)
        case .refused: self.runner.value?.linkRefused(by: node)
        case .broken, .failed: break
        }
        // The consensus lives with links that come and go. Whoever looks after this node should
        // know, and a refusal in words stays until somebody has done something.
        switch self.outages.note(node, event) {
        case .unreachable(let reason):
            self.logger.warning(
                "a peer cannot be reached; it is tried again and again",
                metadata: ["peer": "\(node)", "reason": "\(reason)"])
        case .reached:
            self.logger.notice("a peer is reached again", metadata: ["peer": "\(node)"])
        case nil:
            break
        }
        switch self.refusals.note(node, event) {
        case .refused(let refusal):
            self.logger.error(
                "a peer refuses this node",
                metadata: [
                    "peer": "\(node)", "code": "\(refusal.code)", "reason": "\(refusal.sentence)",
                ])
        case .accepted:
            self.logger.notice("a peer refuses this node no longer", metadata: ["peer": "\(node)"])
        case nil:
            break
        }
    }

    func shouldAccept(
        _ peer: PeerIntroduction, reply: @escaping @Sendable (PeerVerdict) -> Void
    ) {
        self.judges.async {
            let verdict = self.admission.judge(peer)
            if case .accept = verdict {
                self.runner.value?.note(
                    FeatureLevel(features: peer.features), understoodBy: peer.node)
                if let endpoint = peer.endpoint {
                    self.follower.value?.meet(peer.node, at: endpoint)
                }
            }
            reply(verdict)
        }
    }
}
