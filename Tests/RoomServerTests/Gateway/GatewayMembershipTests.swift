import Raft
import RoomMapping
import RoomProtocol
import RoomServer
import SwiftProtobuf
import Testing

@Suite struct GatewayMembershipTests {
    private typealias Request = Roomkeeper_V1_ChangeMembershipRequest

    private static func addresses(_ node: UInt64) -> Roomkeeper_V1_MemberAddresses {
        .with {
            $0.nodeID = node
            $0.peerEndpoint = "n\(node):7400"
            $0.nativeEndpoint = "n\(node):7401"
            $0.grpcEndpoint = "n\(node):7402"
            $0.httpEndpoint = "[::1]:7403"
        }
    }

    private static func answer(
        _ request: Request, from fixture: GatewayFixture
    ) async -> Result<Roomkeeper_V1_ChangeMembershipResponse, Roomkeeper_V1_Error> {
        await withCheckedContinuation { continuation in
            fixture.gateway.changeMembership(request) { continuation.resume(returning: $0) }
        }
    }

    @Test func everyStepReachesTheReplicaAsItWasTold() async throws {
        let fixture = try GatewayFixture()
        fixture.replica.membershipOutcome = .appended(index: LogIndex(41), term: Term(3))
        let request = Request.with {
            $0.steps = [
                .with { $0.addLearner = Self.addresses(10) }, .with { $0.promote = 4 },
                .with { $0.demote = 5 }, .with { $0.remove = 6 },
                .with { $0.updateAddresses = Self.addresses(7) },
            ]
            $0.force = true
        }
        let response = try await Self.answer(request, from: fixture).get()
        #expect(response.index == 41)
        let member = { (node: UInt64) in
            Member(
                node: NodeID(node), peerEndpoint: "n\(node):7400",
                nativeEndpoint: "n\(node):7401", grpcEndpoint: "n\(node):7402",
                httpEndpoint: "[::1]:7403")
        }
        let expected = MembershipChange(
            steps: [
                .addLearner(member(10)), .promote(NodeID(4)), .demote(NodeID(5)),
                .remove(NodeID(6)), .update(member(7)),
            ], isForced: true)
        #expect(fixture.replica.membershipChanges == [expected])
    }

    private static let badRequests: [(field: String, request: Request)] = [
        ("steps", Request()),
        ("steps", .with { $0.steps = Array(repeating: .with { $0.promote = 1 }, count: 33) }),
        ("steps[0].step", .with { $0.steps = [Roomkeeper_V1_MembershipStep()] }),
        ("steps[0].promote", .with { $0.steps = [.with { $0.promote = 0 }] }),
        ("steps[0].demote", .with { $0.steps = [.with { $0.demote = 0 }] }),
        (
            "steps[1].remove",
            .with { $0.steps = [.with { $0.promote = 4 }, .with { $0.remove = 0 }] }
        ),
        ("steps[0].add_learner.node_id", Self.adding { $0.nodeID = 0 }),
        ("steps[0].add_learner.peer_endpoint", Self.adding { $0.peerEndpoint = "" }),
        ("steps[0].add_learner.peer_endpoint", Self.adding { $0.peerEndpoint = "n4" }),
        ("steps[0].add_learner.native_endpoint", Self.adding { $0.nativeEndpoint = "n4:0" }),
        ("steps[0].add_learner.native_endpoint", Self.adding { $0.nativeEndpoint = ":7401" }),
        ("steps[0].add_learner.grpc_endpoint", Self.adding { $0.grpcEndpoint = "0.0.0.0:7402" }),
        ("steps[0].add_learner.grpc_endpoint", Self.adding { $0.grpcEndpoint = "n4:70000" }),
        ("steps[0].add_learner.http_endpoint", Self.adding { $0.httpEndpoint = "n 4:7403" }),
        (
            "steps[0].add_learner.http_endpoint",
            Self.adding { $0.httpEndpoint = String(repeating: "n", count: 257) + ":7403" }
        ),
    ]

    private static func adding(
        _ change: (inout Roomkeeper_V1_MemberAddresses) -> Void
    ) -> Request {
        var addresses = Self.addresses(4)
        change(&addresses)
        return .with { $0.steps = [.with { $0.addLearner = addresses }] }
    }

    @Test func whatIsNoChangeIsRefusedWithItsFieldAndNeverProposed() async throws {
        let fixture = try GatewayFixture()
        for (field, request) in Self.badRequests {
            guard case .failure(let error) = await Self.answer(request, from: fixture) else {
                Issue.record("\(field) was taken")
                continue
            }
            #expect(error.reason == "INVALID_FIELD", "\(field)")
            #expect(error.metadata["field"] == field)
            #expect(error.outcome == .notApplied)
        }
        #expect(fixture.replica.membershipChanges.isEmpty)
    }

    private static let refusals: [(MembershipRefusal, reason: String, Roomkeeper_V1_Status)] = [
        (.notLeader(NodeID(8)), "NOT_LEADER", .unavailable),
        (.notLeader(nil), "NOT_LEADER", .unavailable),
        (.transferring(to: NodeID(8)), "LEADER_CHANGING", .unavailable),
        (.notYetCommitted, "LEADER_CHANGING", .unavailable),
        (.changeUnderWay(index: LogIndex(9)), "MEMBERSHIP_CHANGE_PENDING", .failedPrecondition),
        (.invalid("no voter would be left"), "INVALID_MEMBERSHIP", .failedPrecondition),
        (
            .notCaughtUp(NodeID(4), entriesBehind: 9000, limit: 4096), "NOT_CAUGHT_UP",
            .failedPrecondition
        ),
        (.notAnswering(NodeID(4)), "NODE_NOT_ANSWERING", .failedPrecondition),
        (
            .quorumNotReachable(answering: 1, needed: 2), "QUORUM_WOULD_BE_LOST",
            .failedPrecondition
        ),
    ]

    @Test func everyRefusalHasAReasonAndItsWords() async throws {
        let fixture = try GatewayFixture()
        let request = Request.with { $0.steps = [.with { $0.promote = 4 }] }
        for (refusal, reason, status) in Self.refusals {
            fixture.replica.membershipOutcome = .refused(refusal)
            guard case .failure(let error) = await Self.answer(request, from: fixture) else {
                Issue.record("\(reason) was taken")
                continue
            }
            #expect(error.reason == reason)
            #expect(error.status == status)
            #expect(error.outcome == .notApplied)
            #expect(error.message == refusal.description)
        }
    }

    @Test func whoDoesNotLeadNamesTheLeaderAndItsAddress() async throws {
        let fixture = try GatewayFixture()
        let request = Request.with { $0.steps = [.with { $0.promote = 4 }] }
        guard case .failure(let error) = await Self.answer(request, from: fixture) else {
            Issue.record("it was taken")
            return
        }
        #expect(error.metadata == ["leader": "8", "leader_endpoint": "127.0.0.1:7481"])
    }
}
