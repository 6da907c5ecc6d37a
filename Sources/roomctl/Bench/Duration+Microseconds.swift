extension Duration {
    /// Whole microseconds; 0 for a negative duration.
    var microseconds: UInt64 {
        let (seconds, attoseconds) = self.components
        let total = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        return total > 0 ? UInt64(total) : 0
    }
}
