/// Reads JSON (RFC 8259) only to say where it goes wrong: the messages themselves are read by the
/// protobuf library, whose errors have no place.
struct JSONParser {
    struct SyntaxError: Error {
        var offset: Int
        /// What should have stood there.
        var expected: String
    }

    private let text: [UInt8]
    private var position = 0
    private var depth = 0

    /// The value that fills `text`.
    static func parse(_ text: [UInt8]) throws(SyntaxError) -> JSONNode {
        var parser = JSONParser(text: text)
        let node = try parser.value()
        parser.skipSpace()
        guard parser.position == text.count else { throw parser.error("the end of the text") }
        return node
    }

    private init(text: [UInt8]) {
        self.text = text
    }

    private var byte: UInt8? {
        self.position < self.text.count ? self.text[self.position] : nil
    }

    private func error(_ expected: String) -> SyntaxError {
        SyntaxError(offset: self.position, expected: expected)
    }

    private mutating func skipSpace() {
        while let byte = self.byte, [0x20, 0x09, 0x0a, 0x0d].contains(byte) {
            self.position += 1
        }
    }

    private mutating func take(_ wanted: Unicode.Scalar) -> Bool {
        guard let byte = self.byte, UInt32(byte) == wanted.value else { return false }
        self.position += 1
        return true
    }

    private mutating func value() throws(SyntaxError) -> JSONNode {
        self.skipSpace()
        switch self.byte {
        case UInt8(ascii: "{"): return try self.object()
        case UInt8(ascii: "["): return try self.array()
        case UInt8(ascii: "\""): return .scalar(try self.string())
        default: return .scalar(try self.word())
        }
    }

    private mutating func enter() throws(SyntaxError) {
        guard self.depth < DoorLimits.jsonDepth else {
            throw self.error("at most \(DoorLimits.jsonDepth) levels of nesting")
        }
        self.depth += 1
        self.position += 1
    }

    private mutating func object() throws(SyntaxError) -> JSONNode {
        let start = self.position
        try self.enter()
        defer { self.depth -= 1 }
        var members: [JSONNode.Member] = []
        self.skipSpace()
        if self.take("}") { return .object(members, at: start) }
        while true {
            self.skipSpace()
            guard self.byte == UInt8(ascii: "\"") else { throw self.error("a key in quotes") }
            let key = try self.string()
            self.skipSpace()
            guard self.take(":") else { throw self.error("\":\" after the key") }
            members.append(JSONNode.Member(key: key, value: try self.value()))
            self.skipSpace()
            if self.take("}") { return .object(members, at: start) }
            guard self.take(",") else { throw self.error("\",\" or \"}\"") }
        }
    }

    private mutating func array() throws(SyntaxError) -> JSONNode {
        let start = self.position
        try self.enter()
        defer { self.depth -= 1 }
        var items: [JSONNode] = []
        self.skipSpace()
        if self.take("]") { return .array(items, at: start) }
        while true {
            items.append(try self.value())
            self.skipSpace()
            if self.take("]") { return .array(items, at: start) }
            guard self.take(",") else { throw self.error("\",\" or \"]\"") }
        }
    }

    /// A string as written, quotes and all.
    ///
    /// Which escapes are allowed is checked by the library.
    private mutating func string() throws(SyntaxError) -> ArraySlice<UInt8> {
        let start = self.position
        self.position += 1
        while let byte = self.byte {
            switch byte {
            case UInt8(ascii: "\""):
                self.position += 1
                return self.text[start..<self.position]
            case UInt8(ascii: "\\"):
                self.position += 2
            case 0..<0x20:
                throw self.error("no control character within a string")
            default:
                self.position += 1
            }
        }
        self.position = self.text.count
        throw self.error("the closing quote of a string")
    }

    /// A number, `true`, `false` or `null`.
    private mutating func word() throws(SyntaxError) -> ArraySlice<UInt8> {
        let start = self.position
        while let byte = self.byte, Self.isPartOfWord(byte) {
            self.position += 1
        }
        let word = self.text[start..<self.position]
        let isNumber = word.first.map { $0 == UInt8(ascii: "-") || $0 < UInt8(ascii: ":") }
        let isKnown = ["true", "false", "null"].contains(String(decoding: word, as: UTF8.self))
        guard isKnown || isNumber == true else {
            self.position = start
            throw self.error("a value")
        }
        return word
    }

    private static func isPartOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "+"),
            UInt8(ascii: "."):
            true
        default:
            false
        }
    }
}
