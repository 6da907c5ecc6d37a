import ByteCoding

/// Reads one of RocksDB's write-ahead logs to tell a torn end from damage.
///
/// The format is frozen (RocksDB's `log_format.h`): blocks of 32 KiB with records of a masked
/// CRC32C, a length of two bytes, a type, and the payload; a record that does not fit into the rest
/// of its block goes on in the next. Only records that RocksDB could not read are looked at here,
/// and nothing is ever taken out of the file.
struct WriteAheadScan {
    enum Outcome: Equatable {
        /// Every record is whole; the last one may be short.
        case whole
        /// The last record is not what was written, in the way that a loss of power leaves it.
        case torn
        /// Something else is wrong.
        case damaged
    }

    private static let blockBytes = 32 << 10
    private static let headBytes = 7
    /// What a disk writes whole or not at all.
    private static let sectorBytes = 512
    /// Types of records that begin something: a whole one, and the first part of one.
    private static let beginnings: Set<UInt8> = [1, 2]
    /// Types behind which the same thing goes on: the first part of one, and one in the middle.
    private static let openings: Set<UInt8> = [2, 3]

    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// What is wrong, if anything.
    ///
    /// The log storage syncs each write before it begins the next, so a loss of power can take
    /// bytes of the last record only, and what it takes are whole sectors: they read as zeros.
    /// Damage is taken for that when no record begins behind it, and when the record has such a
    /// hole. Bits that rotted leave none (etcd's log tells a torn write from damage in the same
    /// way).
    func outcome() -> Outcome {
        var offset = 0
        var recordBegin = 0
        var isOpen = false
        while let head = self.nextHead(from: &offset) {
            // Whatever stands where a record should begin: its head may be what is lost.
            if !isOpen || Self.beginnings.contains(head.type) { recordBegin = offset }
            isOpen = Self.openings.contains(head.type)
            guard offset + Self.headBytes + head.length <= self.bytes.count else { return .whole }
            guard self.isIntact(head, at: offset) else {
                return self.isTorn(from: recordBegin, damage: offset) ? .torn : .damaged
            }
            offset += Self.headBytes + head.length
        }
        return .whole
    }

    private struct Head {
        let checksum: UInt32
        let length: Int
        let type: UInt8
    }

    /// The head at `offset`, or at the next block when nothing more fits into this one; nil at the
    /// end.
    private func nextHead(from offset: inout Int) -> Head? {
        let left = Self.blockBytes - offset % Self.blockBytes
        if left < Self.headBytes { offset += left }
        return self.head(at: offset)
    }

    private func head(at offset: Int) -> Head? {
        guard offset + Self.headBytes <= self.bytes.count else { return nil }
        let checksum = (0..<4).reduce(UInt32(0)) {
            $0 | UInt32(self.bytes[offset + $1]) << (8 * UInt32($1))
        }
        return Head(
            checksum: checksum,
            length: Int(self.bytes[offset + 4]) | Int(self.bytes[offset + 5]) << 8,
            type: self.bytes[offset + 6])
    }

    private func isIntact(_ head: Head, at offset: Int) -> Bool {
        // Zeros where a head should be: nothing was written there, or it is lost.
        guard head.type != 0 else { return false }
        var crc = CRC32C()
        crc.update(self.bytes[(offset + 6)..<(offset + Self.headBytes + head.length)])
        // RocksDB stores it rotated and moved, for its payloads hold checksums of their own.
        let masked = (crc.value >> 15 | crc.value << 17) &+ 0xa282_ead8
        return masked == head.checksum
    }

    private func isTorn(from begin: Int, damage: Int) -> Bool {
        self.hasHole(in: begin..<self.bytes.count)
            && !((damage + 1)..<self.bytes.count).contains { self.isBeginning(at: $0) }
    }

    /// Whether some sector, as far as it belongs to `range`, is all zeros.
    ///
    /// However little that is: a record begins with a checksum, and what the log storage writes
    /// ends with one, or with an index where it deletes, so that zeros there are hardly ever what
    /// was written.
    private func hasHole(in range: Range<Int>) -> Bool {
        var begin = range.lowerBound
        while begin < range.upperBound {
            let end = min((begin / Self.sectorBytes + 1) * Self.sectorBytes, range.upperBound)
            if self.bytes[begin..<end].allSatisfy({ $0 == 0 }) { return true }
            begin = end
        }
        return false
    }

    /// Whether a record that is whole begins here.
    private func isBeginning(at offset: Int) -> Bool {
        guard let head = self.head(at: offset), Self.beginnings.contains(head.type),
            offset + Self.headBytes + head.length <= self.bytes.count,
            offset % Self.blockBytes + Self.headBytes + head.length <= Self.blockBytes
        else { return false }
        return self.isIntact(head, at: offset)
    }
}
