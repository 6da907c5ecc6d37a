package import ByteCoding

/// Where a page of rooms ended, as text that callers hand back without reading it: hexadecimal
/// digits of a version, a hash of what was asked, and the last room id.
package struct PageToken: Equatable, Sendable {
    package static let version: UInt8 = 1

    package var last: RoomID
    private var query: UInt64

    /// - Parameter query: what identifies the question; equal for all pages of an answer.
    package init(after last: RoomID, of query: StableHash) {
        self.last = last
        self.query = query.low
    }

    /// Reads a token that a caller handed back.
    package init(_ text: String, of query: StableHash) throws(InvalidField) {
        do throws(DecodingFailure) {
            var reader = ByteReader(try Self.bytes(of: text))
            let version = try reader.readByte()
            guard version == Self.version else { throw .unknownVersion(UInt64(version)) }
            self.query = try reader.readUInt64()
            self.last = try reader.readRoomID()
            try reader.expectEnd()
            guard self.query == query.low else { throw .invalid("it is of another question") }
        } catch {
            throw InvalidField(
                field: "page_token",
                limit: "the next_page_token of an answer to a request with the same filters",
                actual: "\(text.utf8.count) bytes: \(error)")
        }
    }

    package var text: String {
        var writer = ByteWriter(capacity: 80)
        writer.writeByte(Self.version)
        writer.writeUInt64(self.query)
        writer.writeString(self.last.rawValue)
        return writer.bytes.reduce(into: "") { text, byte in
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }

    private static func bytes(of text: String) throws(DecodingFailure) -> [UInt8] {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2), digits.count <= 4 * Limits.identifierBytes else {
            throw .invalid("it is no token")
        }
        var bytes: [UInt8] = []
        for position in stride(from: 0, to: digits.count, by: 2) {
            bytes.append(
                try Self.digit(digits[position]) << 4 | Self.digit(digits[position + 1]))
        }
        return bytes
    }

    /// Lower case only: a token has one spelling.
    private static func digit(_ letter: UInt8) throws(DecodingFailure) -> UInt8 {
        switch letter {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): letter - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): letter - UInt8(ascii: "a") + 10
        default: throw .invalid("it is no token")
        }
    }
}
