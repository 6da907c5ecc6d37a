import RoomMapping
import RoomProtocol
import RoomReplica
import RoomServer
import RoomState
import Testing

@Suite struct GatewayErrorTests {
    struct Expected: Sendable {
        var failure: SubmitFailure
        var reason: String
        var status: Roomkeeper_V1_Status
        var outcome: Roomkeeper_V1_Outcome
        var httpStatus: Int
    }

    static let failures = [
        Expected(
            failure: .noLeader, reason: "NO_QUORUM", status: .unavailable, outcome: .notApplied,
            httpStatus: 503),
        Expected(
            failure: .overloaded(limit: "9 proposals"), reason: "OVERLOADED",
            status: .unavailable, outcome: .notApplied, httpStatus: 503),
        Expected(
            failure: .notReady(reason: "it is catching up"), reason: "NOT_READY",
            status: .unavailable, outcome: .notApplied, httpStatus: 503),
        Expected(
            failure: .shuttingDown, reason: "SHUTTING_DOWN", status: .unavailable,
            outcome: .notApplied, httpStatus: 503),
        Expected(
            failure: .deadlineExceeded, reason: "DEADLINE_EXCEEDED", status: .deadlineExceeded,
            outcome: .notApplied, httpStatus: 504),
        Expected(
            failure: .outcomeUnknown(reason: "the leader is gone"), reason: "COMMIT_UNKNOWN",
            status: .unknown, outcome: .unknown, httpStatus: 504),
    ]

    @Test(arguments: Self.failures)
    func aWriteSaysWhatIsKnownOfItsEffect(_ expected: Expected) async throws {
        // Only a command that was proposed and not seen to commit is unknown, and nothing else is.
        let fixture = try GatewayFixture()
        fixture.replica.mode = .fail(expected.failure)
        let error = expectError(
            await fixture.mutate(.mutation(of: "", .create(.room(of: "ana")))))
        #expect(error.reason == expected.reason)
        #expect(error.status == expected.status)
        #expect(error.outcome == expected.outcome)
        #expect((error.outcome == .notApplied) == expected.failure.isNotApplied)
        #expect(error.status.httpStatus == expected.httpStatus)
        #expect(error.metadata["leader_endpoint"] == "127.0.0.1:7471")
    }

    @Test(arguments: Self.failures)
    func aReadNeverHasAnEffect(_ expected: Expected) async throws {
        let fixture = try GatewayFixture()
        fixture.replica.mode = .fail(expected.failure)
        var request = Roomkeeper_V1_GetRoomRequest()
        request.roomID = "1"
        let error = expectError(await fixture.gateway.getRoom(request, timeout: .seconds(5)))
        #expect(error.outcome == .notApplied)
        #expect(error.status == (expected.outcome == .unknown ? .unavailable : expected.status))
    }

    @Test(arguments: RejectionReason.allCases)
    func everyRejectionKeepsItsCodeAndOutcome(_ reason: RejectionReason) {
        // Reason, details, operation and effect arrive as the rules told them.
        let rejection = RoomRejection(
            reason, opIndex: 3, details: [RoomRejection.Detail("limit", "12")], effect: .unknown)
        let error = Roomkeeper_V1_Error(rejection)
        #expect(error.reason == reason.code)
        #expect(error.status != .ok)
        #expect(error.status != .unavailable, "a retry policy would send it again")
        #expect(error.outcome == .unknown)
        #expect(error.metadata == ["limit": "12", "op_index": "3"])
        #expect(error.message == rejection.message)
        #expect((400..<500).contains(error.status.httpStatus))
    }

    @Test func theStatusesAreThoseOfTheDesign() {
        // rooms.md §7, one of each.
        #expect(RejectionReason.roomNotFound.status == .notFound)
        #expect(RejectionReason.revisionMismatch.status == .aborted)
        #expect(RejectionReason.actorNotAllowed.status == .permissionDenied)
        #expect(RejectionReason.productExists.status == .alreadyExists)
        #expect(RejectionReason.roomNotLive.status == .failedPrecondition)
        #expect(RejectionReason.rateLimited.status == .resourceExhausted)
        #expect(Roomkeeper_V1_Status.aborted.httpStatus == 409)
        #expect(Roomkeeper_V1_Status.resourceExhausted.httpStatus == 429)
        #expect(Roomkeeper_V1_Status.unauthenticated.httpStatus == 401)
    }
}
