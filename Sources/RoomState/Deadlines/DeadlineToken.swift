import ByteCoding

/// Where a page of deadlines ended, as text that callers hand back without reading it: hexadecimal
/// digits of a version, the room that was asked for, and the last key of each lane.
package struct DeadlineToken: Equatable, Sendable {
    package static let version: UInt8 = 1

    /// In the order of the lanes; `nil`: nothing of the lane was told yet.
    var last: [Deadline?]
    private let room: String

    init(last: [Deadline?], of room: RoomID?) {
        self.last = last
        self.room = room?.rawValue ?? ""
    }

    /// Reads a token that a caller handed back.
    ///
    /// - Parameter room: the room that is asked for; `nil`: all of them.
    package init(_ text: String, of room: RoomID?) throws(InvalidField) {
        do throws(DecodingFailure) {
            try self.init(decoding: text)
            guard self.room == room?.rawValue ?? "" else {
                throw .invalid("it is of another room")
            }
        } catch {
            throw InvalidField(
                field: "page_token",
                limit: "the next_page_token of an answer to a request with the same room_id",
                actual: "\(text.utf8.count) bytes: \(error)")
        }
    }

    private init(decoding text: String) throws(DecodingFailure) {
        var reader = ByteReader(
            try HexadecimalText.bytes(of: text, atMost: Limits.deadlineTokenDigits))
        let version = try reader.readByte()
        guard version == Self.version else { throw .unknownVersion(UInt64(version)) }
        self.room = try reader.readString(limit: Limits.identifierBytes)
        self.last = []
        for lane in Deadline.Lane.allCases {
            let key = try reader.readBytes(limit: Limits.deadlineTokenDigits)
            let deadline = try key.isEmpty ? nil : Deadline(key: key)
            guard deadline.map({ $0.lane == lane }) ?? true else {
                throw .invalid("its lanes are in another order")
            }
            self.last.append(deadline)
        }
        try reader.expectEnd()
    }

    package var text: String {
        var writer = ByteWriter(capacity: 256)
        writer.writeByte(Self.version)
        writer.writeString(self.room)
        for deadline in self.last {
            writer.writeBytes(deadline?.key ?? [])
        }
        return HexadecimalText.text(of: writer.bytes)
    }
}
