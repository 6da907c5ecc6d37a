import ByteCoding
import RoomState
import Testing

@Suite struct RoomIDTests {
    private static let texts = [
        "0", "1", "9", "10", "99", "100", "251968538166846208", "18446744073709551615",
        "18446744073709551616", "99999999999999999999", "00", "01", "0251968538166846208", "1a",
        "a1", "room", "-1", "1.0", "1_000", String(repeating: "9", count: 64),
    ]

    // A minted id is kept as a number and any other text as it is; nobody can tell.
    @Test func everyTextComesBackAndIsEncodedAsText() throws {
        for text in Self.texts {
            let id = try RoomID(text, field: "room_id")
            #expect(id.rawValue == text)
            #expect("\(id)" == text)
            #expect(RoomID(text) == id)
            #expect(RoomID(text)?.hashValue == id.hashValue)
            var writer = ByteWriter()
            id.encode(into: &writer)
            var plain = ByteWriter()
            plain.writeString(text)
            #expect(writer.bytes == plain.bytes)
            var reader = ByteReader(writer.bytes)
            #expect(try RoomID(from: &reader) == id)
            #expect(reader.isAtEnd)
        }
    }

    @Test func theOrderIsThatOfTheTexts() {
        for left in Self.texts {
            for right in Self.texts {
                guard let first = RoomID(left), let second = RoomID(right) else {
                    Issue.record("\(left) or \(right) is refused")
                    continue
                }
                #expect((first < second) == (left < right), "\(left) \(right)")
                #expect((first == second) == (left == right))
            }
        }
    }

    @Test(arguments: ["", "a b", "é", "a/b", String(repeating: "9", count: 65)])
    func whatIsNoIdentifierIsRefused(text: String) {
        #expect(RoomID(text) == nil)
        #expect(throws: InvalidField.self) { try RoomID(text, field: "room_id") }
        var writer = ByteWriter()
        writer.writeString(text)
        var reader = ByteReader(writer.bytes)
        #expect(throws: DecodingFailure.self) { try RoomID(from: &reader) }
    }
}
