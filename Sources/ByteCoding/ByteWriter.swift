/// An append-only buffer that encodes integers, strings and byte runs.
///
/// Fixed-width integers are big endian, so that encoded keys sort like the numbers they hold.
/// Variable-width integers are unsigned LEB128. The writer never fails; bounds are checked by
/// whoever decides what may be written, and again by `ByteReader` on the other side.
package struct ByteWriter: Sendable {
    package private(set) var bytes: [UInt8]

    package init(capacity: Int = 0) {
        self.bytes = []
        self.bytes.reserveCapacity(capacity)
    }

    package var count: Int { self.bytes.count }

    /// Forgets what was written and keeps the memory for what comes next.
    package mutating func reset() {
        self.bytes.removeAll(keepingCapacity: true)
    }

    package mutating func writeByte(_ value: UInt8) {
        self.bytes.append(value)
    }

    package mutating func writeBool(_ value: Bool) {
        self.bytes.append(value ? 1 : 0)
    }

    package mutating func writeUInt16(_ value: UInt16) {
        self.writeFixed(value)
    }

    package mutating func writeUInt32(_ value: UInt32) {
        self.writeFixed(value)
    }

    package mutating func writeUInt64(_ value: UInt64) {
        self.writeFixed(value)
    }

    /// Appends an unsigned LEB128 integer of 1 to 10 bytes.
    package mutating func writeVarint(_ value: UInt64) {
        guard value >= 0x80 else { return self.bytes.append(UInt8(truncatingIfNeeded: value)) }
        var rest = value
        while rest >= 0x80 {
            self.bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        self.bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Appends bytes as they are, without a length.
    package mutating func writeRaw(_ run: [UInt8]) {
        self.bytes.append(contentsOf: run)
    }

    /// Appends bytes as they are, without a length.
    package mutating func writeRaw(_ run: ArraySlice<UInt8>) {
        self.bytes.append(contentsOf: run)
    }

    /// Appends a varint length and the bytes.
    package mutating func writeBytes(_ run: [UInt8]) {
        self.writeVarint(UInt64(run.count))
        self.bytes.append(contentsOf: run)
    }

    /// Appends a varint length and the UTF-8 bytes of `text`.
    package mutating func writeString(_ text: String) {
        let utf8 = text.utf8
        self.writeVarint(UInt64(utf8.count))
        // Swift's own strings have their bytes in one piece; this counts no reference to them.
        let isDone: Void? = utf8.withContiguousStorageIfAvailable {
            self.bytes.append(contentsOf: $0)
        }
        if isDone == nil { self.bytes.append(contentsOf: utf8) }
    }

    /// Appends the decimal digits of a number as `writeString` would.
    package mutating func writeDecimal(_ number: UInt64) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: DecimalText.maximumDigits) {
            var start = $0.count
            var rest = number
            repeat {
                start -= 1
                $0[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            self.bytes.append(UInt8(truncatingIfNeeded: $0.count - start))
            self.bytes.append(contentsOf: UnsafeBufferPointer(rebasing: $0[start...]))
        }
    }

    /// Overwrites four bytes written earlier, for a length or checksum known only afterwards.
    package mutating func patchUInt32(_ value: UInt32, at position: Int) {
        for offset in 0..<4 {
            self.bytes[position + offset] = UInt8(
                truncatingIfNeeded: value >> UInt32(24 - 8 * offset))
        }
    }

    private mutating func writeFixed(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { self.bytes.append(contentsOf: $0) }
    }
}
