/// Writes the fields of a message in protobuf's wire format, in the order in which they are given.
///
/// It is for the few messages that are sent so often that building them first costs more than
/// what they are about. As proto3 has it, numbers and texts at their default are left out, unless
/// the name of a method says otherwise.
package struct WireWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    /// How the value of a field is delimited.
    private enum Kind: UInt64 {
        case varint = 0
        case delimited = 2
    }

    package init(capacity: Int = 0) {
        self.bytes.reserveCapacity(capacity)
    }

    /// Forgets what was written and keeps the memory for what comes next.
    package mutating func reset() {
        self.bytes.removeAll(keepingCapacity: true)
    }

    // MARK: Fields

    /// An unsigned number or the number of an enumeration's case.
    package mutating func number(_ field: UInt64, _ value: UInt64) {
        if value != 0 { self.presentNumber(field, value) }
    }

    /// A number that is written at its default too, such as one of an `optional` field.
    package mutating func presentNumber(_ field: UInt64, _ value: UInt64) {
        self.tag(field, .varint)
        self.varint(value)
    }

    package mutating func flag(_ field: UInt64, _ value: Bool) {
        if value { self.presentNumber(field, 1) }
    }

    package mutating func text(_ field: UInt64, _ value: String) {
        if !value.isEmpty { self.item(field, value) }
    }

    /// A text that is written when it is empty too, such as one of many.
    package mutating func item(_ field: UInt64, _ value: String) {
        let utf8 = value.utf8
        self.tag(field, .delimited)
        self.varint(UInt64(utf8.count))
        // Swift's own strings have their bytes in one piece; this counts no reference to them.
        let isDone: Void? = utf8.withContiguousStorageIfAvailable {
            self.bytes.append(contentsOf: $0)
        }
        if isDone == nil { self.bytes.append(contentsOf: utf8) }
    }

    /// A `google.protobuf.Timestamp`, bounded as `Google_Protobuf_Timestamp(milliseconds:)` is.
    package mutating func time(_ field: UInt64, milliseconds: UInt64) {
        let bounded = min(milliseconds, Limits.lastMilliseconds)
        self.delimited(field) {
            $0.number(1, bounded / 1000)
            $0.number(2, bounded % 1000 * 1_000_000)
        }
    }

    /// A message whose fields are encoded already.
    package mutating func encoded(_ field: UInt64, _ message: [UInt8]) {
        self.tag(field, .delimited)
        self.varint(UInt64(message.count))
        self.bytes.append(contentsOf: message)
    }

    /// A message or a text, of what `write` writes.
    package mutating func delimited(_ field: UInt64, _ write: (inout WireWriter) -> Void) {
        self.tag(field, .delimited)
        // Most are so short that their length takes one byte; others are moved to make room.
        let start = self.bytes.count
        self.bytes.append(0)
        write(&self)
        let length = self.bytes.count - start - 1
        guard length >= 0x80 else {
            self.bytes[start] = UInt8(truncatingIfNeeded: length)
            return
        }
        let extra = (Int.bitWidth - length.leadingZeroBitCount - 1) / 7
        self.bytes.insert(contentsOf: repeatElement(0, count: extra), at: start)
        var rest = length
        for place in start..<start + extra {
            self.bytes[place] = UInt8(truncatingIfNeeded: rest) | 0x80
            rest >>= 7
        }
        self.bytes[start + extra] = UInt8(truncatingIfNeeded: rest)
    }

    // MARK: Parts of fields

    /// Fields that are encoded already, or a part of a text.
    package mutating func append(_ encoded: [UInt8]) {
        self.bytes.append(contentsOf: encoded)
    }

    package mutating func append(_ letter: Unicode.Scalar) {
        self.bytes.append(UInt8(ascii: letter))
    }

    /// The decimal digits of a number, within a text.
    package mutating func digits(_ number: UInt64) {
        let start = self.bytes.count
        var rest = number
        repeat {
            self.bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        self.bytes[start...].reverse()
    }

    private mutating func tag(_ field: UInt64, _ kind: Kind) {
        self.varint(field << 3 | kind.rawValue)
    }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            self.bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        self.bytes.append(UInt8(truncatingIfNeeded: rest))
    }
}
