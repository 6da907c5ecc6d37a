/// The delays between attempts: doubled each time up to a cap, and spread by a jitter so that nodes
/// that lost one peer at the same moment do not dial it at the same moment.
package struct Backoff: Equatable, Sendable {
    package let base: Duration
    package let cap: Duration
    /// Attempts that failed since the last success.
    package private(set) var failures = 0

    package init(base: Duration, cap: Duration) {
        self.base = base
        self.cap = cap
    }

    package mutating func reset() {
        self.failures = 0
    }

    /// The delay before the next attempt: from half of the doubled base (jitter 0) up to all of it
    /// (jitter 65535).
    package mutating func next(jitter: UInt16) -> Duration {
        // 2^30 times any base that makes sense is above any cap that makes sense.
        let doubled = self.base * (1 << min(self.failures, 30))
        self.failures += 1
        return Self.spread(min(doubled, self.cap), jitter: jitter)
    }

    /// A delay around the cap, for failures that time does not heal.
    package mutating func longest(jitter: UInt16) -> Duration {
        self.failures += 1
        return Self.spread(self.cap, jitter: jitter)
    }

    private static func spread(_ delay: Duration, jitter: UInt16) -> Duration {
        delay / 2 + (delay / 2) * Int(jitter) / 65_535
    }
}
