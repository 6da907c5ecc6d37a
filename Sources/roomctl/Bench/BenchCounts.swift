/// How many operations were acknowledged and how many failed.
struct BenchCounts: Equatable, Sendable {
    var reads: UInt64 = 0
    var writes: UInt64 = 0
    var errors: UInt64 = 0

    var operations: UInt64 { self.reads + self.writes }

    static func + (left: BenchCounts, right: BenchCounts) -> BenchCounts {
        BenchCounts(
            reads: left.reads + right.reads, writes: left.writes + right.writes,
            errors: left.errors + right.errors)
    }

    /// What came after `earlier`.
    static func - (later: BenchCounts, earlier: BenchCounts) -> BenchCounts {
        BenchCounts(
            reads: later.reads - earlier.reads, writes: later.writes - earlier.writes,
            errors: later.errors - earlier.errors)
    }
}
