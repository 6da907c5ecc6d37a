/// When a node stands for election, and who answered it.
struct ElectionState: Sendable {
    /// The shortest timeout, in ticks.
    let ticks: Int
    /// Ticks since a leader was last heard; on a leader, since it last counted its quorum.
    var elapsed = 0
    /// Drawn from `ticks` to 2 × `ticks` − 1, anew at every restart (Raft §5.2).
    private(set) var limit: Int
    /// Who answered, and how.
    ///
    /// Read by key only.
    var votes: [NodeID: Bool] = [:]
    /// Whether somebody whose log is shorter asked for this node's vote since a leader was heard,
    /// or this node stood or voted.
    var isNeeded = false
    /// Ticks left until the node acts on the news that its leader's process is gone.
    private(set) var failover: Int?

    init(ticks: Int) {
        self.ticks = ticks
        self.limit = ticks
    }

    var isDue: Bool { self.elapsed >= self.limit }

    /// Whether a leader was heard within the shortest timeout.
    var isWithinMinimum: Bool { self.elapsed < self.ticks }

    mutating func restart(_ generator: inout SplitMix64) {
        self.elapsed = 0
        self.isNeeded = false
        self.limit = self.ticks + Int(generator.next(below: UInt64(self.ticks)))
        self.failover = nil
    }

    mutating func beginFailover(after ticks: Int) {
        self.failover = ticks
    }

    /// Returns whether a failover was under way.
    @discardableResult
    mutating func cancelFailover() -> Bool {
        defer { self.failover = nil }
        return self.failover != nil
    }

    /// Lets one tick pass; returns whether the time of a failover has come.
    mutating func countFailover() -> Bool {
        guard let left = self.failover else { return false }
        self.failover = left > 1 ? left - 1 : nil
        return left <= 1
    }
}
