import Raft
import RoomProtocol
import RoomState

extension MembershipChange {
    /// - Parameter members: the present ones, from which a member keeps the data directory that it
    ///   is bound to.
    init(
        _ request: Roomkeeper_V1_ChangeMembershipRequest, members: Membership
    ) throws(InvalidField) {
        guard (1...Raft.Limits.members).contains(request.steps.count) else {
            throw InvalidField(
                field: "steps", limit: "1 to \(Raft.Limits.members) steps",
                actual: "\(request.steps.count)")
        }
        var steps: [Step] = []
        for (index, step) in request.steps.enumerated() {
            steps.append(try Step(step, field: "steps[\(index)]", members: members))
        }
        self.init(steps: steps, isForced: request.force)
    }
}

extension MembershipChange.Step {
    fileprivate init(
        _ step: Roomkeeper_V1_MembershipStep, field: String, members: Membership
    ) throws(InvalidField) {
        switch step.step {
        case .addLearner(let addresses):
            self = .addLearner(try Member(addresses, field: "\(field).add_learner"))
        case .promote(let node): self = .promote(try NodeID(node, field: "\(field).promote"))
        case .demote(let node): self = .demote(try NodeID(node, field: "\(field).demote"))
        case .remove(let node): self = .remove(try NodeID(node, field: "\(field).remove"))
        case .updateAddresses(let addresses):
            var member = try Member(addresses, field: "\(field).update_addresses")
            member.store = members.member(member.node)?.store
            self = .update(member)
        case nil:
            throw InvalidField(
                field: "\(field).step", limit: "one of the steps that this version knows",
                actual: "none of them")
        }
    }
}

extension Member {
    fileprivate init(
        _ addresses: Roomkeeper_V1_MemberAddresses, field: String
    ) throws(InvalidField) {
        self.init(
            node: try NodeID(addresses.nodeID, field: "\(field).node_id"),
            peerEndpoint: try Self.endpoint(
                addresses.peerEndpoint, field: "\(field).peer_endpoint"),
            nativeEndpoint: try Self.endpoint(
                addresses.nativeEndpoint, field: "\(field).native_endpoint"),
            grpcEndpoint: try Self.endpoint(
                addresses.grpcEndpoint, field: "\(field).grpc_endpoint"),
            httpEndpoint: try Self.endpoint(
                addresses.httpEndpoint, field: "\(field).http_endpoint"))
    }

    /// The leader cannot try an address for the others, but it can refuse what is none.
    private static func endpoint(_ text: String, field: String) throws(InvalidField) -> String {
        guard Endpoint(text)?.isDialable == true else {
            throw InvalidField(
                field: field,
                limit: "host:port that others dial, of at most \(Raft.Limits.endpointBytes) bytes",
                actual: text.isEmpty ? "empty" : "\"\(text.prefix(80))\"")
        }
        return text
    }
}

extension NodeID {
    fileprivate init(_ number: UInt64, field: String) throws(InvalidField) {
        guard number > 0 else {
            throw InvalidField(field: field, limit: "a node id, from 1 on", actual: "0")
        }
        self.init(number)
    }
}
