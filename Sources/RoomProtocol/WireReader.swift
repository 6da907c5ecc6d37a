/// Reads the fields of a message in protobuf's wire format, as far as messages of ours have them:
/// numbers and what has a length.
///
/// It stops before what it does not understand, without a verdict. Whoever reads with it has
/// SwiftProtobuf to fall back on, which knows all of the format and says what is wrong.
package struct WireReader {
    package enum Value {
        case number(UInt64)
        /// A text or a message.
        case bytes(UnsafeRawBufferPointer)
    }

    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    /// - Parameter bytes: must live for as long as the reader and what it returns.
    package init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Whether everything was read and understood.
    package var isAtEnd: Bool { self.position == self.bytes.count }

    /// The next field; `nil` at the end and before what is not understood.
    package mutating func next() -> (field: UInt64, value: Value)? {
        let start = self.position
        if let tag = self.varint() {
            switch tag & 7 {
            case 0:
                if let number = self.varint() { return (tag >> 3, .number(number)) }
            case 2:
                if let length = self.varint(), length <= self.bytes.count - self.position {
                    let end = self.position + Int(length)
                    defer { self.position = end }
                    return (
                        tag >> 3,
                        .bytes(UnsafeRawBufferPointer(rebasing: self.bytes[self.position..<end]))
                    )
                }
            default:
                break
            }
        }
        self.position = start
        return nil
    }

    private mutating func varint() -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while self.position < self.bytes.count, shift < 64 {
            let byte = self.bytes[self.position]
            // The tenth byte holds the last bit.
            guard shift < 63 || byte <= 1 else { return nil }
            self.position += 1
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        return nil
    }
}
