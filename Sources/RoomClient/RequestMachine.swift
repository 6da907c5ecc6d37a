import RoomProtocol

/// Decides, for one call, whether to try, to pause or to end, and what is known of its effect.
///
/// It takes what happened and the time as inputs and returns the next `Step`. It knows no socket,
/// clock or random source; `RoomClient` performs the steps.
///
/// Safety: a write is repeated after an attempt of unknown fate only because each attempt carries
/// the same `request_id` and `not_after`, so the cluster lets it take effect once (rooms.md §2).
///
/// Invariant: a call ends `rejected` only when no attempt can have had an effect, or when the
/// cluster's state machine itself decided against the request: that decision is recorded under the
/// request id and answers every attempt that may still be on its way.
package struct RequestMachine: Sendable {
    package enum Kind: Sendable, Equatable {
        /// Carries a request id: may be repeated whatever happened.
        case write
        /// Changes nothing: may be repeated whatever happened.
        case read
        /// Changes something and carries no request id: repeated only when it had no effect.
        case once
        /// Carries a request id, and is sent once all the same: its caller wants to hear how that
        /// one attempt ended.
        case single
    }

    package enum Step: Sendable, Equatable {
        /// Send it, and wait this long for the reply.
        case attempt(timeout: Duration)
        /// Do nothing for this long, then call `paused`.
        case pause(Duration)
        indirect case finish(Verdict)
    }

    package enum Verdict: Sendable, Equatable {
        /// Certain: no effect, now or later.
        case rejected(RoomClientError)
        case unknown(RoomClientError)
    }

    private let kind: Kind
    private let deadline: ContinuousClock.Instant
    private let attemptTimeout: Duration
    private let policy: RetryPolicy
    private var attempts = 0
    /// Refusals in a row that ask for a pause.
    private var refusals = 0
    private var immediateRepetitions = 0
    /// Attempts that brought no answer at all.
    private var lostAttempts = 0
    /// The attempt under way may take all the time that is left.
    private var isLastByTime = false
    /// Whether an attempt of a write is without a certain end.
    private var mayHaveHappened = false
    private var lastError: RoomClientError?

    package init(
        kind: Kind, deadline: ContinuousClock.Instant, attemptTimeout: Duration,
        policy: RetryPolicy
    ) {
        self.kind = kind
        self.deadline = deadline
        self.attemptTimeout = attemptTimeout
        self.policy = policy
    }

    /// MUST be called first, once.
    package mutating func start(now: ContinuousClock.Instant) -> Step {
        self.nextAttempt(now: now)
    }

    /// MUST be called when an attempt ended without a response; with one, the call is over.
    ///
    /// - Parameter jitter: random bits for the length of a pause.
    package mutating func ended(
        _ end: AttemptEnd, now: ContinuousClock.Instant, jitter: UInt16
    ) -> Step {
        self.attempts += 1
        switch end {
        case .failed(let error):
            return self.failed(error, now: now, jitter: jitter)
        case .unsent(let error):
            self.lastError = error
            return self.kind == .single
                ? self.giveUp(error) : self.tryElsewhere(now: now, jitter: jitter)
        case .unanswered(let error):
            self.lastError = error
            self.mayHaveHappened = self.kind != .read
            return self.kind == .once || self.kind == .single
                ? self.giveUp(error) : self.tryElsewhere(now: now, jitter: jitter)
        case .stopped(let error, let wasSent):
            if wasSent, self.kind != .read { self.mayHaveHappened = true }
            return self.giveUp(error)
        }
    }

    /// MUST be called when a pause is over.
    package mutating func paused(now: ContinuousClock.Instant) -> Step {
        self.nextAttempt(now: now)
    }

    /// MUST be called instead of an attempt when no endpoint may be tried before `wait` is over.
    package mutating func nothingToTry(
        for wait: Duration, now: ContinuousClock.Instant, error: RoomClientError
    ) -> Step {
        self.lastError = self.lastError ?? error
        return self.pause(wait, now: now)
    }

    /// MUST be called when the calling task is cancelled, or the client shut down, between
    /// attempts.
    package mutating func stopped(_ error: RoomClientError) -> Step {
        self.giveUp(error)
    }

    // MARK: - Rules

    private mutating func failed(
        _ error: RoomClientError, now: ContinuousClock.Instant, jitter: UInt16
    ) -> Step {
        self.lastError = error
        let hadNoEffect = error.outcome == .notApplied || self.kind == .read
        if !hadNoEffect { self.mayHaveHappened = true }
        guard Self.mayRepeat(error, kind: self.kind, mayHaveHappened: self.mayHaveHappened) else {
            let isFinal = !self.mayHaveHappened || Self.isFinalWord(error)
            return isFinal ? .finish(.rejected(error)) : self.giveUp(error)
        }
        // The server had all the time there was. Another attempt in what is left would not be
        // answered, and make a change unknown that certainly did not happen.
        if error.status == .deadlineExceeded, self.isLastByTime { return self.giveUp(error) }
        if Self.concernsOneNode(error), self.immediateRepetitions < Limits.immediateRepetitions {
            self.immediateRepetitions += 1
            return self.nextAttempt(now: now)
        }
        self.refusals += 1
        let pause = self.policy.pause(
            failures: self.refusals, jitter: jitter, hint: error.retryAfter)
        return self.pause(pause, now: now)
    }

    /// Which endpoint is tried next, and when, is up to the directory of endpoints; once each of
    /// them may have had its turn, the call pauses by itself as well, so that no fault elsewhere
    /// can make it spin.
    private mutating func tryElsewhere(
        now: ContinuousClock.Instant, jitter: UInt16
    ) -> Step {
        self.lostAttempts += 1
        let surplus = self.lostAttempts - Limits.endpoints
        guard surplus > 0 else { return self.nextAttempt(now: now) }
        return self.pause(self.policy.pause(failures: surplus, jitter: jitter), now: now)
    }

    /// Whether another attempt is allowed and may fare better.
    private static func mayRepeat(
        _ error: RoomClientError, kind: Kind, mayHaveHappened: Bool
    ) -> Bool {
        if kind == .single || kind == .once && mayHaveHappened { return false }
        switch error.status {
        case .unavailable, .deadlineExceeded:
            return true
        case .unknown:
            // COMMIT_UNKNOWN: the repetition learns what became of the first attempt.
            return kind != .once
        case .resourceExhausted:
            // A limit on the rate is the caller's to know, unless a write hangs in the balance.
            return mayHaveHappened
        case .internal:
            return kind == .read
        case .ok, .invalidArgument, .notFound, .alreadyExists, .permissionDenied,
            .failedPrecondition, .aborted, .outOfRange, .unauthenticated, .UNRECOGNIZED:
            return false
        }
    }

    /// Whether the state machine itself said no.
    ///
    /// What a door refuses before the log says nothing of an earlier attempt that may be in the log
    /// already; a decision at apply does.
    private static func isFinalWord(_ error: RoomClientError) -> Bool {
        guard error.outcome == .notApplied else { return false }
        switch error.status {
        case .notFound, .alreadyExists, .failedPrecondition, .aborted:
            return true
        case .permissionDenied:
            return error.reason != "PERMISSION_DENIED"
        case .ok, .unknown, .invalidArgument, .deadlineExceeded, .resourceExhausted, .outOfRange,
            .internal, .unavailable, .unauthenticated, .UNRECOGNIZED:
            return false
        }
    }

    /// Whether another node may well do what this one refused.
    static func concernsOneNode(_ error: RoomClientError) -> Bool {
        switch error.reason {
        case "NOT_LEADER", "NOT_READY", "SHUTTING_DOWN", "STATE_UNREADABLE": true
        default: false
        }
    }

    private mutating func nextAttempt(now: ContinuousClock.Instant) -> Step {
        let remaining = self.deadline - now
        guard remaining > .zero else { return self.giveUp(self.lastError ?? .outOfTime) }
        self.isLastByTime = remaining <= self.attemptTimeout
        return .attempt(timeout: min(self.attemptTimeout, remaining))
    }

    /// A pause that would outlast the call ends it at once.
    private mutating func pause(_ length: Duration, now: ContinuousClock.Instant) -> Step {
        guard length < self.deadline - now else {
            return self.giveUp(self.lastError ?? .outOfTime)
        }
        return .pause(length)
    }

    private func giveUp(_ error: RoomClientError) -> Step {
        var error = error
        if self.attempts > 1 {
            error.message += " (\(self.attempts) attempts)"
        }
        guard self.mayHaveHappened else {
            return .finish(.rejected(error.with(outcome: .notApplied)))
        }
        return .finish(.unknown(error.with(outcome: .unknown)))
    }
}
