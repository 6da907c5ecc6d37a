import ByteCoding

/// A table of hashes and their packs with open addressing: what is looked for lies in one place of
/// memory, where a `Dictionary` needs four and hashes the hash again.
///
/// 16 bytes a slot; three eighths to three quarters of the slots are taken while it grows.
struct RequestIndexShard: Sendable {
    private struct Slot: Sendable {
        var hash: UInt64
        /// Zero in a free slot: a pack is named by a log index, and those begin at 1.
        var pack: UInt64

        static let free = Slot(hash: 0, pack: 0)
    }

    private static let smallest = 16
    /// The shards are chosen by the bits below these.
    private static let shardBits: UInt64 = 8

    private(set) var count = 0
    /// A power of two of them.
    private var slots = Array(repeating: Slot.free, count: Self.smallest)

    /// Puts the hash in, if it is new; otherwise returns its pack.
    mutating func insert(_ hash: UInt64, pack: UInt64) -> UInt64? {
        invariant(pack > 0, "the pack of a request begins at log index 0")
        let place = self.place(of: hash)
        let found = self.slots[place].pack
        guard found == 0 else { return found }
        self.slots[place] = Slot(hash: hash, pack: pack)
        self.count += 1
        if self.count * 4 > self.slots.count * 3 { self.grow() }
        return nil
    }

    func pack(of hash: UInt64) -> UInt64? {
        let pack = self.slots[self.place(of: hash)].pack
        return pack == 0 ? nil : pack
    }

    /// Gives a hash that is there another pack.
    mutating func replace(_ hash: UInt64, pack: UInt64) {
        self.slots[self.place(of: hash)].pack = pack
    }

    /// Takes the hash out and moves those behind it up that it kept from their place.
    mutating func remove(_ hash: UInt64) {
        let mask = self.slots.count - 1
        var hole = self.place(of: hash)
        guard self.slots[hole].pack != 0 else { return }
        var next = hole
        while true {
            next = (next + 1) & mask
            let slot = self.slots[next]
            guard slot.pack != 0 else { break }
            let home = self.home(of: slot.hash)
            if (next - home) & mask >= (next - hole) & mask {
                self.slots[hole] = slot
                hole = next
            }
        }
        self.slots[hole] = .free
        self.count -= 1
    }

    /// Where the hash is or, if it is not there, the free slot in which it would be.
    private func place(of hash: UInt64) -> Int {
        let mask = self.slots.count - 1
        var place = self.home(of: hash)
        while self.slots[place].pack != 0, self.slots[place].hash != hash {
            place = (place + 1) & mask
        }
        return place
    }

    private func home(of hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash >> Self.shardBits) & (self.slots.count - 1)
    }

    private mutating func grow() {
        let old = self.slots
        self.slots = Array(repeating: .free, count: old.count * 2)
        for slot in old where slot.pack != 0 {
            self.slots[self.place(of: slot.hash)] = slot
        }
    }
}
