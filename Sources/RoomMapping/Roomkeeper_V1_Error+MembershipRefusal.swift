package import Raft
package import RoomProtocol

extension Roomkeeper_V1_Error {
    /// Why a change of the members was refused; it has changed nothing.
    ///
    /// What passes by itself is UNAVAILABLE, so that a client asks again; what an operator has to
    /// do something about is FAILED_PRECONDITION.
    ///
    /// - Parameter members: where the leader is found.
    package init(_ refusal: MembershipRefusal, members: Membership) {
        switch refusal {
        case .notLeader(let leader):
            self.init(
                reason: "NOT_LEADER", message: "\(refusal)", status: .unavailable,
                metadata: Self.place(of: leader, in: members))
            self.retryAfterMs = Limits.retryAfterMilliseconds
        case .transferring, .notYetCommitted:
            self.init(reason: "LEADER_CHANGING", message: "\(refusal)", status: .unavailable)
            self.retryAfterMs = Limits.retryAfterMilliseconds
        case .changeUnderWay(let index):
            self.init(
                reason: "MEMBERSHIP_CHANGE_PENDING", message: "\(refusal)",
                status: .failedPrecondition, metadata: ["index": "\(index)"])
        case .invalid:
            self.init(
                reason: "INVALID_MEMBERSHIP", message: "\(refusal)", status: .failedPrecondition)
        case .notCaughtUp(let node, let behind, let limit):
            self.init(
                reason: "NOT_CAUGHT_UP", message: "\(refusal)", status: .failedPrecondition,
                metadata: [
                    "node_id": "\(node)", "actual": "\(behind)", "limit": "\(limit)",
                ])
        case .notAnswering(let node):
            self.init(
                reason: "NODE_NOT_ANSWERING", message: "\(refusal)", status: .failedPrecondition,
                metadata: ["node_id": "\(node)"])
        case .quorumNotReachable(let answering, let needed):
            self.init(
                reason: "QUORUM_WOULD_BE_LOST", message: "\(refusal)",
                status: .failedPrecondition,
                metadata: ["actual": "\(answering)", "limit": "\(needed)"])
        }
    }

    private static func place(of leader: NodeID?, in members: Membership) -> [String: String] {
        guard let leader else { return [:] }
        var metadata = ["leader": "\(leader)"]
        if let endpoint = members.member(leader)?.nativeEndpoint, !endpoint.isEmpty {
            metadata["leader_endpoint"] = endpoint
        }
        return metadata
    }
}
