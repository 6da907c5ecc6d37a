import ByteCoding

/// Bytes as the text of a token: two digits each, lower case only, so that each has one spelling.
enum HexadecimalText {
    static func text(of bytes: [UInt8]) -> String {
        bytes.reduce(into: "") { text, byte in
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }

    static func bytes(of text: String, atMost limit: Int) throws(DecodingFailure) -> [UInt8] {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2), digits.count <= limit else {
            throw .invalid("it is no token")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for position in stride(from: 0, to: digits.count, by: 2) {
            bytes.append(
                try Self.value(digits[position]) << 4 | Self.value(digits[position + 1]))
        }
        return bytes
    }

    private static func value(_ letter: UInt8) throws(DecodingFailure) -> UInt8 {
        switch letter {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): letter - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): letter - UInt8(ascii: "a") + 10
        default: throw .invalid("it is no token")
        }
    }
}
