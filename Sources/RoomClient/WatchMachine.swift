package import RoomProtocol

/// Decides, for one watch, from where to go on when it was interrupted, and when to give up.
///
/// It takes what happened and the time as inputs and returns the next `Step`. It knows no socket,
/// clock or random source; `RoomWatch` performs the steps.
package struct WatchMachine: Sendable {
    package enum Step: Sendable, Equatable {
        /// Send it to a node.
        case attempt(Roomkeeper_V1_WatchRequest)
        /// Do nothing for this long, then call `paused`.
        case pause(Duration)
        case fail(RoomClientError)
    }

    /// What to do with an answer.
    package enum Verdict: Sendable, Equatable {
        case tell
        /// The reader knows it already.
        case drop
        case fail(RoomClientError)
    }

    private var request: Roomkeeper_V1_WatchRequest
    private let patience: Duration
    private let policy: RetryPolicy
    /// When the last answer came, or the watch began.
    private var lastAnswer: ContinuousClock.Instant
    private var failures = 0
    private var hasAnswered = false
    private var lastInterruption: ContinuousClock.Instant?
    /// In a row, nodes that did not remember what a filter's watch missed.
    private var forgetfulNodes = 0
    /// Of the rooms of a watch of ids, as told.
    private var revisions: [String: UInt64] = [:]

    package init(
        _ request: Roomkeeper_V1_WatchRequest, patience: Duration, policy: RetryPolicy,
        now: ContinuousClock.Instant
    ) {
        self.request = request
        self.patience = patience
        self.policy = policy
        self.lastAnswer = now
    }

    /// MUST be called first, once.
    package func start() -> Step {
        .attempt(self.request)
    }

    /// MUST be called when a pause is over, or the reader has caught up after the watch paused.
    package func paused() -> Step {
        .attempt(self.request)
    }

    /// MUST be called with every answer, in order.
    package mutating func received(
        _ response: Roomkeeper_V1_WatchResponse, now: ContinuousClock.Instant
    ) -> Verdict {
        self.lastAnswer = now
        self.hasAnswered = true
        self.forgetfulNodes = 0
        if !response.resumeToken.isEmpty { self.request.resumeToken = response.resumeToken }
        guard !self.request.hasFilter, let update = response.update else { return .tell }
        switch update {
        case .snapshot(let snapshot):
            return self.advance(snapshot.room.roomID, to: snapshot.room.revision)
        case .change(let change):
            let room = change.change.roomID
            if let known = self.revisions[room], change.change.revision > known,
                change.prevRevision != known
            {
                return .fail(
                    .watchSkipped(room, from: known, to: change.change.revision))
            }
            return self.advance(room, to: change.change.revision)
        case .gone(let gone):
            self.revisions[gone.roomID] = nil
            return .tell
        case .progress, .leftFilter:
            return .tell
        }
    }

    /// MUST be called when the watch ended.
    ///
    /// - Parameter jitter: random bits for the length of a pause.
    package mutating func ended(
        _ end: AttemptEnd, now: ContinuousClock.Instant, jitter: UInt16
    ) -> Step {
        switch end {
        case .stopped(let error, _):
            return .fail(error)
        case .failed(let error):
            // Nothing was lost: the token says what was told.
            if let token = error.metadata[Self.tokenKey] { self.request.resumeToken = token }
            if self.mayBeKnownElsewhere(error) { return .attempt(self.request) }
            guard Self.isPassing(error) else { return .fail(error) }
            return self.retry(error, now: now, jitter: jitter)
        case .unsent(let error), .unanswered(let error):
            return self.retry(error, now: now, jitter: jitter)
        }
    }

    /// MUST be called instead of an attempt when no endpoint may be tried before `wait` is over.
    package mutating func nothingToTry(
        for wait: Duration, now: ContinuousClock.Instant, error: RoomClientError
    ) -> Step {
        self.pause(wait, now: now, error)
    }

    /// How far back it is known which rooms changed, which a filter needs, differs among nodes.
    private mutating func mayBeKnownElsewhere(_ error: RoomClientError) -> Bool {
        guard error.status == .outOfRange, self.request.hasFilter,
            self.forgetfulNodes < Limits.immediateRepetitions
        else { return false }
        self.forgetfulNodes += 1
        return true
    }

    private static let tokenKey = "resume_token"

    private mutating func advance(_ room: String, to revision: UInt64) -> Verdict {
        if let known = self.revisions[room], revision <= known { return .drop }
        self.revisions[room] = revision
        return .tell
    }

    /// The first interruption is followed by an attempt elsewhere at once, unless a node was
    /// overloaded: others may be as well, so the time that it named is waited for.
    ///
    /// So is every later one of a watch that ran well meanwhile. One that breaks as soon as it has
    /// begun pauses for longer each time: a snapshot costs a node more than a refusal does.
    private mutating func retry(
        _ error: RoomClientError, now: ContinuousClock.Instant, jitter: UInt16
    ) -> Step {
        let ranFor = self.lastInterruption.map { now - $0 } ?? self.policy.cap
        if self.hasAnswered, ranFor >= self.policy.cap { self.failures = 0 }
        self.hasAnswered = false
        self.lastInterruption = now
        self.failures += 1
        guard self.failures > 1 || Self.asksForTime(error) else { return .attempt(self.request) }
        let pause = self.policy.pause(
            failures: max(self.failures - 1, 1), jitter: jitter, hint: error.retryAfter)
        return self.pause(pause, now: now, error)
    }

    private func pause(
        _ length: Duration, now: ContinuousClock.Instant, _ error: RoomClientError
    ) -> Step {
        now + length - self.lastAnswer > self.patience ? .fail(error) : .pause(length)
    }

    private static func asksForTime(_ error: RoomClientError) -> Bool {
        error.reason == "OVERLOADED" && error.retryAfter != nil
    }

    /// Whether another attempt, perhaps elsewhere, may fare better.
    private static func isPassing(_ error: RoomClientError) -> Bool {
        switch error.status {
        case .unavailable, .deadlineExceeded, .internal, .resourceExhausted, .unknown: true
        case .ok, .invalidArgument, .notFound, .alreadyExists, .permissionDenied,
            .failedPrecondition, .aborted, .outOfRange, .unauthenticated, .UNRECOGNIZED:
            false
        }
    }
}
