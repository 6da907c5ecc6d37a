/// A bounded cursor over encoded bytes; the counterpart of `ByteWriter`.
///
/// Every read checks what is left before it touches a byte, and every length that comes from the
/// bytes themselves is checked against a limit named by the caller, so hostile input can neither
/// read outside the buffer nor make the reader allocate more than the input holds.
package struct ByteReader: Sendable {
    private let bytes: [UInt8]
    package private(set) var position: Int
    private let end: Int

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        self.position = 0
        self.end = bytes.count
    }

    package init(_ slice: ArraySlice<UInt8>) {
        self.init(Array(slice))
    }

    package var remaining: Int { self.end - self.position }

    package var isAtEnd: Bool { self.position == self.end }

    package mutating func readByte() throws(DecodingFailure) -> UInt8 {
        guard self.position < self.end else { throw .truncated(wanted: 1, remaining: 0) }
        defer { self.position += 1 }
        return self.bytes[self.position]
    }

    /// Reads a Boolean; any byte but 0 and 1 is refused, so that each value has one encoding.
    package mutating func readBool() throws(DecodingFailure) -> Bool {
        switch try self.readByte() {
        case 0: return false
        case 1: return true
        case let other: throw .invalid("a Boolean byte is \(other), not 0 or 1")
        }
    }

    package mutating func readUInt16() throws(DecodingFailure) -> UInt16 {
        try self.readFixed()
    }

    package mutating func readUInt32() throws(DecodingFailure) -> UInt32 {
        try self.readFixed()
    }

    package mutating func readUInt64() throws(DecodingFailure) -> UInt64 {
        try self.readFixed()
    }

    /// Reads an unsigned LEB128 integer; overlong encodings are refused.
    package mutating func readVarint() throws(DecodingFailure) -> UInt64 {
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try self.readByte()
            if shift == 63, byte > 1 {
                throw .invalid("a varint does not fit 64 bits")
            }
            result |= UInt64(byte & 0x7f) << shift
            if byte & 0x80 == 0 {
                if byte == 0, shift > 0 {
                    throw .invalid("a varint is longer than it needs to be")
                }
                return result
            }
            shift += 7
        }
    }

    /// Reads a count and checks it against a limit and, as each item takes at least
    /// `minimumItemSize` bytes, against what is left.
    package mutating func readCount(
        limit: Int, minimumItemSize: Int = 1
    ) throws(DecodingFailure) -> Int {
        let value = try self.readVarint()
        guard value <= UInt64(limit) else { throw .limitExceeded(limit: limit, actual: value) }
        let count = Int(value)
        let (needed, overflow) = count.multipliedReportingOverflow(by: minimumItemSize)
        guard !overflow, needed <= self.remaining else {
            throw .truncated(wanted: overflow ? Int.max : needed, remaining: self.remaining)
        }
        return count
    }

    package mutating func readRaw(count: Int) throws(DecodingFailure) -> [UInt8] {
        guard count >= 0, count <= self.remaining else {
            throw .truncated(wanted: count, remaining: self.remaining)
        }
        defer { self.position += count }
        return Array(self.bytes[self.position..<self.position + count])
    }

    /// Moves past `count` bytes without reading them.
    package mutating func skip(count: Int) throws(DecodingFailure) {
        guard count >= 0, count <= self.remaining else {
            throw .truncated(wanted: count, remaining: self.remaining)
        }
        self.position += count
    }

    /// Reads a varint length of at most `limit` and that many bytes.
    package mutating func readBytes(limit: Int) throws(DecodingFailure) -> [UInt8] {
        try self.readRaw(count: self.readCount(limit: limit))
    }

    /// Reads a varint length of at most `limit` and that many bytes of valid UTF-8.
    package mutating func readString(limit: Int) throws(DecodingFailure) -> String {
        let count = try self.readCount(limit: limit)
        let start = self.position
        self.position += count
        let text = self.bytes.withUnsafeBufferPointer { bytes in
            let run = UnsafeBufferPointer(rebasing: bytes[start..<start + count])
            // `String(validating:)` reads its bytes one by one; nearly all text is ASCII.
            return Self.isASCII(run)
                ? String(decoding: run, as: UTF8.self) : String(validating: run, as: UTF8.self)
        }
        guard let text else { throw .invalid("a string is not valid UTF-8") }
        return text
    }

    /// Reads a string that is a number in decimal (`DecimalText`); of any other string nothing is
    /// read, and the answer is `nil`.
    package mutating func readDecimal(limit: Int) throws(DecodingFailure) -> UInt64? {
        let start = self.position
        let count = try self.readCount(limit: limit)
        let first = self.position
        let number = self.bytes.withUnsafeBufferPointer {
            DecimalText.number(UnsafeBufferPointer(rebasing: $0[first..<first + count]))
        }
        self.position = number == nil ? start : first + count
        return number
    }

    /// A hash of what was read since the reader stood at `start`.
    package func hash(from start: Int) -> StableHash {
        StableHash(of: self.bytes[start..<self.position])
    }

    package mutating func readRest() -> [UInt8] {
        defer { self.position = self.end }
        return Array(self.bytes[self.position..<self.end])
    }

    /// Refuses bytes after the last field, so that each value has exactly one encoding.
    package func expectEnd() throws(DecodingFailure) {
        guard self.isAtEnd else {
            throw .invalid("\(self.remaining) bytes follow the last field")
        }
    }

    private static func isASCII(_ run: UnsafeBufferPointer<UInt8>) -> Bool {
        let bytes = UnsafeRawBufferPointer(run)
        var position = 0
        while position + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            guard word & 0x8080_8080_8080_8080 == 0 else { return false }
            position += 8
        }
        while position < bytes.count {
            guard bytes[position] < 0x80 else { return false }
            position += 1
        }
        return true
    }

    private mutating func readFixed<Value: FixedWidthInteger & UnsignedInteger>()
        throws(DecodingFailure) -> Value
    {
        let size = MemoryLayout<Value>.size
        guard size <= self.remaining else {
            throw .truncated(wanted: size, remaining: self.remaining)
        }
        let value = self.bytes.withUnsafeBytes {
            $0.loadUnaligned(fromByteOffset: self.position, as: Value.self)
        }
        self.position += size
        return Value(bigEndian: value)
    }
}
