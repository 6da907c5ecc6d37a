/// Counts the ticks since a leader was last heard, against a limit drawn at random (Raft §5.2).
struct ElectionTimer: Sendable {
    /// The shortest timeout, in ticks.
    let ticks: Int
    var elapsed = 0
    /// Drawn from `ticks` to 2 × `ticks` − 1, anew at every restart.
    private(set) var limit: Int

    init(ticks: Int) {
        self.ticks = ticks
        self.limit = ticks
    }

    var isDue: Bool { self.elapsed >= self.limit }

    /// Whether a leader was heard within the shortest timeout.
    var isWithinMinimum: Bool { self.elapsed < self.ticks }

    mutating func restart(_ generator: inout SplitMix64) {
        self.elapsed = 0
        self.limit = self.ticks + Int(generator.next(below: UInt64(self.ticks)))
    }
}
