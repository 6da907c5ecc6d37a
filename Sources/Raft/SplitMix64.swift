/// A small seeded generator (Steele, Lea, Flood 2014): equal seeds give equal numbers everywhere.
package struct SplitMix64: Sendable {
    private var state: UInt64

    package init(seed: UInt64) {
        self.state = seed
    }

    package mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, not including, `bound`.
    ///
    /// The tiny bias of the remainder is harmless for what it is used for: timeouts and choices.
    package mutating func next(below bound: UInt64) -> UInt64 {
        self.next() % bound
    }
}
