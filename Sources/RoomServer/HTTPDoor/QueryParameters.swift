import RoomState

/// The query of a call: every parameter is taken by its name, and what nobody took is refused.
///
/// Names are those of the protocol (`read_level`), or as in JSON (`readLevel`).
struct QueryParameters {
    private struct Pair {
        /// As in the protocol.
        var name: String
        var written: String
        var value: String
    }

    private var pairs: [Pair]
    private var known: [String] = []

    init(_ query: Substring) {
        self.pairs = query.split(separator: "&").map { pair in
            let written = PercentCoding.decode(pair.prefix { $0 != "=" })
            let value = pair.drop { $0 != "=" }.dropFirst().replacing("+", with: " ")
            return Pair(
                name: Self.protocolName(written), written: written,
                value: PercentCoding.decode(value))
        }
    }

    /// All values of a parameter that may be given more than once.
    mutating func texts(_ name: String) -> [String] {
        self.known.append(name)
        let values = self.pairs.filter { $0.name == name }.map(\.value)
        self.pairs.removeAll { $0.name == name }
        return values
    }

    mutating func text(_ name: String) throws(InvalidField) -> String? {
        let values = self.texts(name)
        guard values.count < 2 else {
            throw InvalidField(field: name, limit: "given once", actual: "given more than once")
        }
        return values.first
    }

    mutating func number<Number: FixedWidthInteger & UnsignedInteger>(
        _ name: String, as type: Number.Type = Number.self
    ) throws(InvalidField) -> Number? {
        guard let text = try self.text(name) else { return nil }
        guard text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Number(text) else {
            throw InvalidField(
                field: name, limit: "a whole number from 0 to \(Number.max)",
                actual: Self.echoed(text))
        }
        return number
    }

    /// `true` or `false`; a name alone says `true`.
    mutating func flag(_ name: String) throws(InvalidField) -> Bool {
        switch try self.text(name) {
        case nil, "false": return false
        case "true", "": return true
        case let text?:
            throw InvalidField(field: name, limit: "true or false", actual: Self.echoed(text))
        }
    }

    mutating func word<Word>(
        _ name: String, _ words: QueryWords<Word>
    ) throws(InvalidField) -> Word? {
        guard let text = try self.text(name) else { return nil }
        return try words.read(text, field: name)
    }

    /// MUST be called when all that the call knows is taken.
    func finish() throws(InvalidField) {
        guard let first = self.pairs.first else { return }
        let known = self.known.isEmpty ? "no parameter" : self.known.joined(separator: ", ")
        throw InvalidField(
            field: Self.echoed(first.written), limit: "one of those that the call has: \(known)",
            actual: "an unknown query parameter")
    }

    /// The start of a text, short enough for an error.
    static func echoed(_ text: String) -> String {
        String(text.prefix(HTTPRoute.echoedCharacters))
    }

    /// `readLevel` is `read_level`.
    private static func protocolName(_ written: String) -> String {
        var name = ""
        for letter in written.unicodeScalars {
            if ("A"..."Z").contains(letter) {
                name += "_"
                name.unicodeScalars.append(Unicode.Scalar(UInt8(letter.value) + 32))
            } else {
                name.unicodeScalars.append(letter)
            }
        }
        return name
    }
}
