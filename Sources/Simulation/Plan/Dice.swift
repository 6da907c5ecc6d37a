internal import Raft

/// A seeded generator for one concern, so that a decision more in one changes nothing in another.
struct Dice: Sendable {
    enum Concern: UInt64, Sendable {
        case plan = 1
        case network
        case disk
        case clock
        case workload
        case faults
        case scheduling
        case hosts
        case watchers
        case themes
    }

    private var generator: SplitMix64

    init(seed: UInt64, concern: Concern) {
        var mixing = SplitMix64(seed: seed ^ (concern.rawValue &* 0xd6e8_feb8_6659_fd93))
        self.generator = SplitMix64(seed: mixing.next())
    }

    mutating func next() -> UInt64 { self.generator.next() }

    /// A number from 0 to `most`.
    mutating func next(through most: UInt64) -> UInt64 {
        self.generator.next(below: most + 1)
    }

    mutating func flip() -> Bool { self.generator.next() & 1 == 1 }

    /// True in so many of a thousand cases.
    mutating func happens(perMille: UInt64) -> Bool {
        perMille > 0 && self.generator.next(below: 1000) < perMille
    }

    mutating func pick<Item>(_ items: [Item]) -> Item {
        items[Int(self.generator.next(below: UInt64(items.count)))]
    }
}
