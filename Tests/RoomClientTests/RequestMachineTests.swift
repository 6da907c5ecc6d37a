import RoomClient
import RoomProtocol
import Testing

/// The rules of repetition, with an invented clock and without any connection.
struct RequestMachineTests {
    private static let start = ContinuousClock.now

    private static func machine(_ kind: RequestMachine.Kind) -> RequestMachine {
        RequestMachine(
            kind: kind, deadline: Self.start + .seconds(5), attemptTimeout: .seconds(1),
            policy: RetryPolicy(base: .milliseconds(10), cap: .milliseconds(500)))
    }

    private static func error(
        _ reason: String, _ status: Roomkeeper_V1_Status,
        _ outcome: Roomkeeper_V1_Outcome = .notApplied
    ) -> RoomClientError {
        RoomClientError(reason: reason, message: "scripted", status: status, outcome: outcome)
    }

    private static let lost = AttemptEnd.unanswered(.connectionLost("n1:1", "reset"))

    /// What a machine says after these ends, all at the start of its time.
    private static func step(
        _ kind: RequestMachine.Kind, after ends: AttemptEnd...
    ) -> RequestMachine.Step {
        var machine = Self.machine(kind)
        var step = machine.start(now: Self.start)
        for end in ends { step = machine.ended(end, now: Self.start, jitter: 0) }
        return step
    }

    @Test func anAttemptTakesNoLongerThanIsLeft() {
        var machine = Self.machine(.write)
        #expect(machine.start(now: Self.start) == .attempt(timeout: .seconds(1)))
        let late = Self.start + .milliseconds(4800)
        let step = machine.ended(
            .unsent(.connectionFailed("n1:1", "refused")), now: late, jitter: 0)
        #expect(step == .attempt(timeout: .milliseconds(200)))
    }

    @Test(arguments: [
        "NO_QUORUM", "NO_LEADER", "OVERLOADED",
    ])
    func whatHadNoEffectAndMayPassIsRepeatedAfterAPause(reason: String) {
        let end = AttemptEnd.failed(Self.error(reason, .unavailable))
        for kind in [RequestMachine.Kind.write, .read, .once] {
            #expect(Self.step(kind, after: end) == .pause(.milliseconds(10)))
            #expect(Self.step(kind, after: end, end) == .pause(.milliseconds(20)))
        }
    }

    @Test func anotherNodeIsTriedAtOnceWhenOnlyOneCannotServe() {
        // But not for ever: when all nodes say so, the client must not spin.
        let end = AttemptEnd.failed(Self.error("NOT_READY", .unavailable))
        #expect(Self.step(.write, after: end) == .attempt(timeout: .seconds(1)))
        #expect(Self.step(.write, after: end, end) == .attempt(timeout: .seconds(1)))
        #expect(Self.step(.write, after: end, end, end) == .pause(.milliseconds(10)))
    }

    @Test func attemptsThatReachNobodyDoNotSpin() {
        // A directory that always has an endpoint to try must not keep a call busy: after one
        // attempt for each endpoint there may be, every further one waits.
        let refused = AttemptEnd.unsent(.connectionFailed("n1:1", "refused"))
        for end in [refused, Self.lost] {
            var machine = Self.machine(.write)
            _ = machine.start(now: Self.start)
            let steps = (0..<1000).map { _ in
                machine.ended(end, now: Self.start, jitter: 0)
            }
            let attempts = steps.prefix { $0 == .attempt(timeout: .seconds(1)) }
            #expect(attempts.count == 64)
            let pauses = steps.dropFirst(attempts.count)
            #expect(pauses.first == .pause(.milliseconds(10)))
            #expect(pauses.dropFirst(6).allSatisfy { $0 == .pause(.milliseconds(500)) })
        }
    }

    @Test(arguments: [
        ("ROOM_NOT_FOUND", Roomkeeper_V1_Status.notFound),
        ("PRODUCT_EXISTS", .alreadyExists), ("ROOM_ENDED", .failedPrecondition),
        ("REVISION_MISMATCH", .aborted), ("ACTOR_NOT_ALLOWED", .permissionDenied),
        ("INVALID_FIELD", .invalidArgument), ("RATE_LIMITED", .resourceExhausted),
        ("UNAUTHENTICATED", .unauthenticated), ("STATE_UNREADABLE", .internal),
    ])
    func aRefusalWithoutEffectEndsAWrite(reason: String, status: Roomkeeper_V1_Status) {
        let error = Self.error(reason, status)
        #expect(Self.step(.write, after: .failed(error)) == .finish(.rejected(error)))
    }

    @Test(arguments: [
        ("ROOM_NOT_FOUND", Roomkeeper_V1_Status.notFound),
        ("REQUEST_ID_REUSED", .alreadyExists), ("ROOM_ENDED", .failedPrecondition),
        ("REQUEST_EXPIRED", .failedPrecondition), ("REVISION_MISMATCH", .aborted),
        ("ACTOR_NOT_ALLOWED", .permissionDenied),
    ])
    func aDecisionAtApplySettlesAnEarlierLostAttempt(
        reason: String, status: Roomkeeper_V1_Status
    ) {
        // The decision is recorded under the request id, so the lost attempt gets it too.
        let error = Self.error(reason, status)
        #expect(Self.step(.write, after: Self.lost, .failed(error)) == .finish(.rejected(error)))
    }

    @Test(arguments: [
        ("INVALID_FIELD", Roomkeeper_V1_Status.invalidArgument),
        ("UNAUTHENTICATED", .unauthenticated), ("PERMISSION_DENIED", .permissionDenied),
        ("STATE_UNREADABLE", .internal),
    ])
    func aRefusalAtTheDoorDoesNotSettleAnEarlierLostAttempt(
        reason: String, status: Roomkeeper_V1_Status
    ) {
        // The lost attempt may be in the log of a node that this door knows nothing of.
        guard
            case .finish(.unknown(let error)) = Self.step(
                .write, after: Self.lost, .failed(Self.error(reason, status)))
        else {
            Issue.record("the outcome must be unknown")
            return
        }
        #expect(error.reason == reason)
        #expect(error.outcome == .unknown)
    }

    @Test func anExpiredRequestOfUnknownFateStaysUnknown() {
        // After the record of a request id is gone, nobody can tell any more (rooms.md §2).
        let error = Self.error("REQUEST_EXPIRED", .failedPrecondition, .unknown)
        #expect(Self.step(.write, after: .failed(error)) == .finish(.unknown(error)))
    }

    @Test func aWriteThatMayBeInTheLogIsRepeated() {
        // The same request id makes that safe; the repetition learns the outcome.
        let unknown = AttemptEnd.failed(Self.error("COMMIT_UNKNOWN", .unknown, .unknown))
        #expect(Self.step(.write, after: Self.lost) == .attempt(timeout: .seconds(1)))
        #expect(Self.step(.write, after: unknown) == .pause(.milliseconds(10)))
    }

    @Test func aChangeWithoutARequestIDIsNotRepeatedOnceItMayHaveHappened() {
        let unknown = AttemptEnd.failed(Self.error("COMMIT_UNKNOWN", .unknown, .unknown))
        for end in [Self.lost, unknown] {
            guard case .finish(.unknown) = Self.step(.once, after: end) else {
                Issue.record("\(end) was repeated or taken for certain")
                return
            }
        }
    }

    @Test func aLimitOnTheRateIsWaitedForOnlyWhileAWriteHangsInTheBalance() {
        let limited = AttemptEnd.failed(Self.error("RATE_LIMITED", .resourceExhausted))
        #expect(Self.step(.write, after: Self.lost, limited) == .pause(.milliseconds(10)))
    }

    @Test func readsAreRepeatedWhateverHappenedAndNeverUnknown() {
        #expect(Self.step(.read, after: Self.lost) == .attempt(timeout: .seconds(1)))
        var machine = Self.machine(.read)
        _ = machine.start(now: Self.start)
        let step = machine.ended(Self.lost, now: Self.start + .seconds(5), jitter: 0)
        guard case .finish(.rejected(let error)) = step else {
            Issue.record("a read ended as \(step)")
            return
        }
        #expect(error.outcome == .notApplied)
    }

    @Test func theDeadlineAfterALostAttemptIsUnknown() {
        var machine = Self.machine(.write)
        _ = machine.start(now: Self.start)
        let step = machine.ended(Self.lost, now: Self.start + .seconds(5), jitter: 0)
        guard case .finish(.unknown(let error)) = step else {
            Issue.record("the call ended as \(step)")
            return
        }
        #expect(error.reason == RoomClientError.Reason.connectionLost)
    }

    @Test func theDeadlineWithoutAnythingSentIsARejection() {
        var machine = Self.machine(.write)
        _ = machine.start(now: Self.start)
        let refused = RoomClientError.connectionFailed("n1:1", "refused")
        let step = machine.ended(.unsent(refused), now: Self.start + .seconds(5), jitter: 0)
        #expect(step == .finish(.rejected(refused)))
    }

    @Test func aPauseThatWouldOutlastTheCallEndsItAtOnce() {
        var machine = Self.machine(.write)
        _ = machine.start(now: Self.start)
        let error = Self.error("NO_QUORUM", .unavailable)
        let now = Self.start + .milliseconds(4995)
        #expect(machine.ended(.failed(error), now: now, jitter: 0) == .finish(.rejected(error)))
    }

    @Test func aServerThatHadAllTheTimeLeftHasTheLastWord() {
        // Its answer comes a little before the end. An attempt in what is left would most likely
        // have no answer, and the write would be unknown though it certainly did not happen.
        let error = Self.error("DEADLINE_EXCEEDED", .deadlineExceeded)
        var machine = Self.machine(.write)
        _ = machine.start(now: Self.start)
        // Before the last attempt there is time for another one.
        #expect(
            machine.ended(.failed(error), now: Self.start + .milliseconds(900), jitter: 0)
                == .pause(.milliseconds(10)))
        let late = Self.start + .milliseconds(4500)
        #expect(machine.paused(now: late) == .attempt(timeout: .milliseconds(500)))
        let end = machine.ended(
            .failed(error), now: Self.start + .milliseconds(4950), jitter: 0)
        guard case .finish(.rejected(let last)) = end else {
            Issue.record("the call ended as \(end)")
            return
        }
        #expect(last.reason == "DEADLINE_EXCEEDED")
        #expect(last.outcome == .notApplied)
    }

    @Test func whoWantsToHearOfEachAttemptIsToldOfTheFirst() {
        let refused = Self.error("NO_QUORUM", .unavailable)
        #expect(Self.step(.single, after: .failed(refused)) == .finish(.rejected(refused)))
        let unready = Self.error("NOT_READY", .unavailable)
        #expect(Self.step(.single, after: .failed(unready)) == .finish(.rejected(unready)))
        let unsent = RoomClientError.connectionFailed("n1:1", "refused")
        #expect(Self.step(.single, after: .unsent(unsent)) == .finish(.rejected(unsent)))
        let unknown = AttemptEnd.failed(Self.error("COMMIT_UNKNOWN", .unknown, .unknown))
        for end in [Self.lost, unknown] {
            guard case .finish(.unknown) = Self.step(.single, after: end) else {
                Issue.record("\(end) was repeated or taken for certain")
                return
            }
        }
    }

    @Test func cancellationSaysWhatIsKnown() {
        let unsent = AttemptEnd.stopped(.cancelled, wasSent: false)
        let sent = AttemptEnd.stopped(.cancelled, wasSent: true)
        #expect(Self.step(.write, after: unsent) == .finish(.rejected(.cancelled)))
        guard case .finish(.unknown) = Self.step(.write, after: sent),
            case .finish(.unknown) = Self.step(.write, after: Self.lost, unsent),
            case .finish(.rejected) = Self.step(.read, after: sent)
        else {
            Issue.record("cancelled writes that were sent are unknown; reads never are")
            return
        }
    }
}
