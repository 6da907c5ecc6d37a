internal import ByteCoding
internal import RoomState

/// Every request that was decided, held against the rules of exactly once (rooms.md §2).
struct RequestHistory {
    /// One command under its request id; another command under the same id is another attempt.
    struct Attempt: Hashable, Sendable {
        var request: String
        /// Of the encoded command.
        var hash: UInt64

        init(request: String, command: [UInt8]) {
            self.request = request
            self.hash = StableHash(of: command).low
        }
    }

    private struct Decision {
        var attempt: Attempt
        var index: UInt64
        var notAfter: GroupTime
        var result: RoomOutcome.Result
    }

    /// For how long a record outlives its deadline.
    private static let retention: UInt64 = 60_000
    private var decisions: [String: Decision] = [:]
    /// Attempts that were answered with the certainty that they never will take effect.
    private var forbidden: Set<Attempt> = []

    /// An attempt that certainly had no effect must have none later either; returns what
    /// contradicts that.
    mutating func forbid(_ attempt: Attempt) -> String? {
        self.forbidden.insert(attempt)
        guard let decision = self.decisions[attempt.request], decision.attempt == attempt else {
            return nil
        }
        return "request \(attempt.request) took effect at \(decision.index) and was answered as "
            + "certain not to"
    }

    /// An attempt that had no effect is asked for once more, and may have one from now on.
    mutating func permit(_ attempt: Attempt) {
        self.forbidden.remove(attempt)
    }

    /// The outcome of a command at its place in the log; returns what is wrong with it.
    mutating func note(
        _ attempt: Attempt, notAfter: GroupTime, outcome: RoomOutcome, at index: UInt64,
        _ time: GroupTime
    ) -> String? {
        let first = self.decisions[attempt.request]
        if let first, time < Self.end(of: first.notAfter) {
            return self.judge(attempt, outcome, after: first, at: index)
        }
        guard time < notAfter else {
            let isCertain = first == nil && time < Self.end(of: notAfter)
            guard case .rejected(let rejection) = outcome.result,
                rejection.reason == .requestExpired,
                rejection.effect == (isCertain ? .notApplied : .unknown)
            else {
                return "request \(attempt.request) was \(outcome) at \(index), after its deadline "
                    + "\(notAfter)"
            }
            return nil
        }
        if outcome.replayed {
            return "request \(attempt.request) was answered at \(index) as if decided before"
        }
        if case .rejected(let rejection) = outcome.result, rejection.reason == .invalidField,
            rejection.detail("field") == "not_after"
        {
            return nil
        }
        if self.forbidden.contains(attempt) {
            return "request \(attempt.request) was answered as certain not to take effect, and did "
                + "at \(index)"
        }
        self.decisions[attempt.request] = Decision(
            attempt: attempt, index: index, notAfter: notAfter, result: outcome.result)
        return nil
    }

    /// While a record lives, the first decision is final.
    private func judge(
        _ attempt: Attempt, _ outcome: RoomOutcome, after first: Decision, at index: UInt64
    ) -> String? {
        if attempt == first.attempt {
            guard outcome.replayed, outcome.result == first.result else {
                return "request \(attempt.request) was decided at \(first.index) and again at "
                    + "\(index)"
            }
            return nil
        }
        guard case .rejected(let rejection) = outcome.result,
            rejection.reason == .requestIDReused
        else {
            return "the id of request \(attempt.request), decided at \(first.index), was taken for "
                + "another command at \(index)"
        }
        return nil
    }

    private static func end(of notAfter: GroupTime) -> GroupTime {
        GroupTime(milliseconds: notAfter.milliseconds + Self.retention)
    }
}
