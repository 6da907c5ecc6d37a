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
            var reader = ByteReader(
                try HexadecimalText.bytes(of: text, atMost: 4 * Limits.identifierBytes))
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
        self.last.encode(into: &writer)
        return HexadecimalText.text(of: writer.bytes)
    }
}
