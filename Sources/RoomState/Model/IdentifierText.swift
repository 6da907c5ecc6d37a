/// The alphabet and length of every identifier on the wire (rooms.md §1).
enum IdentifierText {
    static let limit = "1 to 64 characters out of A-Z a-z 0-9 . _ ~ -"

    static func isValid(_ text: String) -> Bool {
        let utf8 = text.utf8
        guard !utf8.isEmpty, utf8.count <= Limits.identifierBytes else { return false }
        return utf8.allSatisfy(Self.isAllowed)
    }

    static func check(_ text: String, field: () -> String) throws(InvalidField) {
        guard !Self.isValid(text) else { return }
        let count = text.utf8.count
        let actual: String
        if count == 0 {
            actual = "empty"
        } else if count > Limits.identifierBytes {
            actual = "\(count) bytes"
        } else {
            actual = "a character outside the alphabet"
        }
        throw InvalidField(field: field(), limit: Self.limit, actual: actual)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"), UInt8(ascii: "-"):
            true
        default:
            false
        }
    }
}
