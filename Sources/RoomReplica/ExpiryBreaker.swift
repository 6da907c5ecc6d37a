internal import RoomState

/// Tells an outage from hosts that leave: when many presences lapse within one time to live, it is
/// the way to this cluster that is broken, and not the hosts.
struct ExpiryBreaker: Sendable {
    private let leastLapses: Int
    /// How many lapsed in each second of the boot clock, ascending; of the longest time to live.
    private var seconds: [(second: UInt64, count: Int)] = []

    init(leastLapses: Int) {
        self.leastLapses = leastLapses
    }

    mutating func reset() {
        self.seconds = []
    }

    mutating func note(_ lapsed: Int, at now: UInt64) {
        let second = now / 1000
        let longest = UInt64(RoomState.Limits.presenceTTLSeconds.upperBound)
        self.seconds.removeAll { $0.second + longest < second }
        guard lapsed > 0 else { return }
        if let last = self.seconds.last, last.second == second {
            self.seconds[self.seconds.count - 1].count += lapsed
        } else {
            self.seconds.append((second, lapsed))
        }
    }

    /// Whether more have lapsed within `ttl` seconds than leave by themselves.
    func isTripped(within ttl: UInt64, at now: UInt64, population: Int) -> Bool {
        let second = now / 1000
        let lapsed = self.seconds.reduce(0) { $1.second + ttl >= second ? $0 + $1.count : $0 }
        return lapsed >= self.leastLapses
            && lapsed * 100 > population * Limits.outagePercent
    }
}
