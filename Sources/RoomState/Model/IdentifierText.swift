/// The alphabet and length of every identifier on the wire (rooms.md §1).
enum IdentifierText {
    static let limit = "1 to 64 characters out of A-Z a-z 0-9 . _ ~ -"

    static func isValid(_ text: String) -> Bool {
        let utf8 = text.utf8
        guard !utf8.isEmpty, utf8.count <= Limits.identifierBytes else { return false }
        let isValid = utf8.withContiguousStorageIfAvailable { bytes in
            for byte in bytes where !Self.isAllowed(byte) {
                return false
            }
            return true
        }
        return isValid ?? utf8.allSatisfy(Self.isAllowed)
    }

    static func check(_ text: String, field: () -> String) throws(InvalidField) {
        guard Self.isValid(text) else { throw Self.fault(of: text, field: field()) }
    }

    /// What is wrong with a text that is not valid.
    static func fault(of text: String, field: String) -> InvalidField {
        let count = text.utf8.count
        let actual: String
        if count == 0 {
            actual = "empty"
        } else if count > Limits.identifierBytes {
            actual = "\(count) bytes"
        } else {
            actual = "a character outside the alphabet"
        }
        return InvalidField(field: field, limit: Self.limit, actual: actual)
    }

    /// A look-up instead of a dozen comparisons, for apply checks every identifier of a command.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        // Bit n stands for character n: 0-9 . -
        let lower: UInt64 = 0x03ff_6000_0000_0000
        // Bit n stands for character 64 + n: A-Z _ a-z ~
        let upper: UInt64 = 0x47ff_fffe_87ff_fffe
        guard byte < 128 else { return false }
        return (byte < 64 ? lower : upper) &>> UInt64(byte & 63) & 1 == 1
    }
}
