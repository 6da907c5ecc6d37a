import ChaosHarness
import Linearizability
import RoomClient
import RoomProtocol
import Testing

/// What a client of a run puts down of a change, and when it sends it again.
struct ChangeAttemptsTests {
    private static func refusal(
        _ reason: String, _ status: Roomkeeper_V1_Status = .unavailable
    ) -> MutationOutcome {
        .rejected(RoomClientError(reason: reason, message: "scripted", status: status))
    }

    private static let unknown = MutationOutcome.unknown(
        RoomClientError(
            reason: "COMMIT_UNKNOWN", message: "scripted", status: .unknown, outcome: .unknown))

    private static func done(_ revision: UInt64) -> MutationOutcome {
        var response = Roomkeeper_V1_MutateResponse()
        response.revision = revision
        response.changed = true
        return .ok(response)
    }

    /// Tells the answers one after the other; only the last ends it.
    private static func attempts(
        believing: Bool, _ answers: MutationOutcome...
    ) -> ChangeAttempts {
        var attempts = ChangeAttempts(.set, believesRefusals: believing)
        for (place, answer) in answers.enumerated() {
            #expect(attempts.heard(answer) == (place < answers.count - 1), "answer \(place)")
        }
        return attempts
    }

    // Sent again under its id it would be acknowledged, and the lie of a node forgotten.
    @Test func aRefusalThatIsBelievedEndsTheChange() {
        let attempts = Self.attempts(believing: true, Self.refusal("DEADLINE_EXCEEDED"))
        #expect(attempts.outcome == .fail)
        #expect(attempts.result == nil)
    }

    @Test func othersSendItThreeTimes() {
        let refusal = Self.refusal("NO_QUORUM")
        let failed = Self.attempts(believing: false, refusal, refusal, refusal)
        #expect(failed.outcome == .fail)
        let done = Self.attempts(believing: false, refusal, Self.done(7))
        #expect(done.outcome == .ok)
        #expect(done.result?.revision == 7)
    }

    // A refusal says nothing of the attempt before it.
    @Test(arguments: [true, false])
    func whatMayHaveHappenedIsNeverCertainlyWithoutEffect(believing: Bool) {
        let refusal = Self.refusal("NO_QUORUM")
        let attempts = Self.attempts(believing: believing, Self.unknown, refusal, refusal)
        #expect(attempts.outcome == .unknown)
    }

    @Test(arguments: [true, false])
    func theWordOfTheStateMachineEndsTheChangeWhateverCameBefore(believing: Bool) {
        let attempts = Self.attempts(
            believing: believing, Self.unknown, Self.refusal("REVISION_MISMATCH", .aborted))
        #expect(attempts.outcome == .fail)
        #expect(attempts.result?.code == .conflict)
    }
}
