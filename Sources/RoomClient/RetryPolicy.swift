/// How long to pause before a repetition: exponential, capped, with jitter.
///
/// Pure: the randomness is handed in.
package struct RetryPolicy: Sendable, Equatable {
    package let base: Duration
    package let cap: Duration

    package init(base: Duration, cap: Duration) {
        self.base = base
        self.cap = cap
    }

    /// The pause before the repetition that follows `failures` failures in a row.
    ///
    /// - Parameters:
    ///   - failures: 1 or more.
    ///   - jitter: random bits; they take off up to half of the pause, so that clients that failed
    ///     together do not come back together.
    ///   - hint: what the server asked for; the pause is at least that long.
    package func pause(failures: Int, jitter: UInt16, hint: Duration? = nil) -> Duration {
        let doublings = min(max(failures - 1, 0), Limits.backoffDoublings)
        let full = min(self.base * (1 << doublings), self.cap)
        let pause = full - full * Int(jitter) / (2 * (Int(UInt16.max) + 1))
        return max(pause, min(hint ?? .zero, Limits.retryAfter))
    }
}
