import RoomClient
import RoomProtocol
import SwiftProtobuf
import Testing

/// What a watch does when it is interrupted, without a socket or a clock.
@Suite struct WatchMachineTests {
    private static let start = ContinuousClock.now

    private static func machine(
        _ edit: (inout Roomkeeper_V1_WatchRequest) -> Void = { $0.roomIds = ["r"] }
    ) -> WatchMachine {
        WatchMachine(
            .with(edit), patience: .seconds(60),
            policy: RetryPolicy(base: .milliseconds(10), cap: .milliseconds(500)),
            now: Self.start)
    }

    private static func snapshot(_ revision: UInt64, token: String) -> Roomkeeper_V1_WatchResponse {
        .with {
            $0.snapshot.room.roomID = "r"
            $0.snapshot.room.revision = revision
            $0.resumeToken = token
        }
    }

    private static func change(_ revision: UInt64, token: String) -> Roomkeeper_V1_WatchResponse {
        .with {
            $0.change.change.roomID = "r"
            $0.change.change.revision = revision
            $0.change.prevRevision = revision - 1
            $0.resumeToken = token
        }
    }

    private static func failed(
        _ reason: String, _ status: Roomkeeper_V1_Status, token: String? = nil
    ) -> AttemptEnd {
        .failed(
            RoomClientError(
                reason: reason, message: "", status: status,
                metadata: token.map { ["resume_token": $0] } ?? [:]))
    }

    private static let lost = AttemptEnd.unanswered(
        RoomClientError(reason: "CONNECTION_LOST", message: "", status: .unavailable))

    @Test func aLostConnectionIsResumedAtOnceWithTheLastToken() {
        var machine = Self.machine()
        #expect(machine.received(Self.snapshot(3, token: "t3"), now: Self.start) == .tell)
        #expect(machine.received(Self.change(4, token: "t4"), now: Self.start) == .tell)
        guard case .attempt(let request) = machine.ended(Self.lost, now: Self.start, jitter: 0)
        else {
            Issue.record("no attempt")
            return
        }
        #expect(request.resumeToken == "t4")
        #expect(request.roomIds == ["r"])
    }

    @Test func furtherFailuresPauseAndPatienceEnds() {
        var machine = Self.machine()
        _ = machine.received(Self.snapshot(3, token: "t3"), now: Self.start)
        _ = machine.ended(Self.lost, now: Self.start, jitter: 0)
        #expect(
            machine.ended(Self.lost, now: Self.start, jitter: 0) == .pause(.milliseconds(10)))
        let step = machine.ended(Self.lost, now: Self.start + .seconds(61), jitter: 0)
        guard case .fail(let error) = step else {
            Issue.record("\(step)")
            return
        }
        #expect(error.reason == "CONNECTION_LOST")
    }

    @Test func aWatchThatBreaksAsSoonAsItHasBegunPausesForLongerEachTime() {
        // Each attempt brings a snapshot and then the end: answers alone are no sign of health.
        var machine = Self.machine()
        let steps = (0..<8).map { _ in
            _ = machine.received(Self.snapshot(3, token: "t3"), now: Self.start)
            return machine.ended(Self.lost, now: Self.start, jitter: 0)
        }
        guard case .attempt = steps[0] else {
            Issue.record("the first interruption is followed by an attempt at once")
            return
        }
        let pauses = [10, 20, 40, 80, 160, 320, 500].map {
            WatchMachine.Step.pause(.milliseconds($0))
        }
        #expect(Array(steps.dropFirst()) == pauses)

        // One that ran for a while is gone on with at once again.
        let later = Self.start + .milliseconds(500)
        _ = machine.received(Self.change(4, token: "t4"), now: later)
        guard case .attempt = machine.ended(Self.lost, now: later, jitter: 0) else {
            Issue.record("a watch that ran well is resumed at once")
            return
        }
    }

    @Test func aSlowReaderResumesWithTheTokenOfTheError() {
        var machine = Self.machine()
        _ = machine.received(Self.snapshot(3, token: "t3"), now: Self.start)
        let step = machine.ended(
            Self.failed("SLOW_CONSUMER", .resourceExhausted, token: "t9"), now: Self.start,
            jitter: 0)
        guard case .attempt(let request) = step else {
            Issue.record("\(step)")
            return
        }
        #expect(request.resumeToken == "t9")
    }

    /// All nodes have the same writes, so the next one would hardly do better at once.
    @Test func aNodeThatCannotKeepUpIsGivenTheTimeThatItAsksFor() {
        var machine = Self.machine()
        _ = machine.received(Self.snapshot(3, token: "t3"), now: Self.start)
        var error = RoomClientError(
            reason: "OVERLOADED", message: "", status: .unavailable,
            metadata: ["resume_token": "t9"])
        error.retryAfter = .seconds(3)
        let step = machine.ended(.failed(error), now: Self.start, jitter: 0)
        #expect(step == .pause(.seconds(3)))
        guard case .attempt(let request) = machine.paused() else { return }
        #expect(request.resumeToken == "t9")
    }

    @Test(arguments: [
        ("OUT_OF_RANGE", Roomkeeper_V1_Status.outOfRange),
        ("INVALID_FIELD", .invalidArgument), ("FILTER_TOO_WIDE", .failedPrecondition),
    ])
    func whatCannotBeMadeGoodIsThrown(_ reason: String, _ status: Roomkeeper_V1_Status) {
        var machine = Self.machine()
        let step = machine.ended(Self.failed(reason, status), now: Self.start, jitter: 0)
        guard case .fail(let error) = step else {
            Issue.record("\(step)")
            return
        }
        #expect(error.reason == reason)
    }

    /// What a filter missed is remembered by each node for itself, so others are asked.
    @Test func aFilterThatANodeForgotIsTakenToTwoOthers() {
        var machine = Self.machine { $0.filter.states = [.live] }
        let forgotten = Self.failed("OUT_OF_RANGE", .outOfRange)
        #expect(machine.received(Self.snapshot(3, token: "a"), now: Self.start) == .tell)
        for _ in 0..<2 {
            guard
                case .attempt(let request) = machine.ended(forgotten, now: Self.start, jitter: 0)
            else {
                Issue.record("no attempt")
                return
            }
            #expect(request.resumeToken == "a")
        }
        guard case .fail(let error) = machine.ended(forgotten, now: Self.start, jitter: 0) else {
            Issue.record("asked without end")
            return
        }
        #expect(error.reason == "OUT_OF_RANGE")
    }

    @Test func whatWasToldBeforeIsDropped() {
        var machine = Self.machine()
        #expect(machine.received(Self.snapshot(3, token: "a"), now: Self.start) == .tell)
        #expect(machine.received(Self.snapshot(3, token: "b"), now: Self.start) == .drop)
        #expect(machine.received(Self.change(3, token: "c"), now: Self.start) == .drop)
        #expect(machine.received(Self.change(4, token: "d"), now: Self.start) == .tell)
        // The token moves on all the same.
        guard case .attempt(let request) = machine.paused() else { return }
        #expect(request.resumeToken == "d")
    }

    @Test func aGapIsAFaultOfTheServer() {
        var machine = Self.machine()
        _ = machine.received(Self.snapshot(3, token: "a"), now: Self.start)
        let verdict = machine.received(Self.change(6, token: "b"), now: Self.start)
        guard case .fail(let error) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(error.reason == "PROTOCOL_VIOLATION")
    }

    @Test func aRoomThatIsGoneMayBeginAnew() {
        var machine = Self.machine()
        _ = machine.received(Self.snapshot(3, token: "a"), now: Self.start)
        let gone = Roomkeeper_V1_WatchResponse.with { $0.gone.roomID = "r" }
        #expect(machine.received(gone, now: Self.start) == .tell)
        #expect(machine.received(Self.change(1, token: "b"), now: Self.start) == .tell)
    }
}
