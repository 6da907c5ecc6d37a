import ByteCoding

/// Mints room ids while a creation is applied.
///
/// An id is the decimal of 63 bits: 41 bits of milliseconds of group time since 2025-01-01, 14 bits
/// of slot, which follows from the owner, 8 bits of sequence. It is above the last id of its slot,
/// so no id is minted twice however often group time stands still. A later split of the rooms over
/// several Raft groups by slot keeps all rooms of an owner together (rooms.md §1).
package enum RoomIDMint {
    /// 2025-01-01T00:00:00Z in milliseconds since the Unix epoch.
    package static let epochMilliseconds: UInt64 = 1_735_689_600_000
    private static let timeBits: UInt64 = 41
    private static let slotBits: UInt64 = 14
    private static let sequenceBits: UInt64 = 8

    package static func slot(of owner: UserID) -> UInt16 {
        let hash = StableHash(of: Array(owner.rawValue.utf8))
        return UInt16(truncatingIfNeeded: hash.low & (1 << Self.slotBits - 1))
    }

    /// The next id of `slot` at `time`, above `last`.
    package static func next(slot: UInt16, after last: UInt64?, at time: GroupTime) -> UInt64 {
        let now =
            time.milliseconds > Self.epochMilliseconds
            ? time.milliseconds - Self.epochMilliseconds : 0
        let fresh = Self.compose(milliseconds: now, slot: slot, sequence: 0)
        guard let last, fresh <= last else { return fresh }
        let sequence = last & (1 << Self.sequenceBits - 1)
        if sequence < 1 << Self.sequenceBits - 1 { return last + 1 }
        let milliseconds = last >> (Self.slotBits + Self.sequenceBits)
        return Self.compose(milliseconds: milliseconds + 1, slot: slot, sequence: 0)
    }

    private static func compose(milliseconds: UInt64, slot: UInt16, sequence: UInt64) -> UInt64 {
        invariant(
            milliseconds < 1 << Self.timeBits,
            "\(milliseconds) ms since 2025 do not fit \(Self.timeBits) bits of a room id")
        return milliseconds << (Self.slotBits + Self.sequenceBits)
            | UInt64(slot) << Self.sequenceBits | sequence
    }
}
