import RoomState

/// The etag of a room in the header fields of HTTP (RFC 9110, §8.8.3 and §13.1): in quotes.
enum HTTPEntityTag {
    static func quoted(_ etag: String) -> String { "\"\(etag)\"" }

    /// The etag that a change depends on; `nil` for `*`, which any room satisfies.
    static func required(_ field: String) throws(InvalidField) -> String? {
        let text = field.trimmed
        guard text != "*" else { return nil }
        guard let etag = Self.unquoted(text) else {
            throw InvalidField(
                field: HTTPCall.ifMatchField,
                limit: "* or one etag in quotes, as the ETag of a room",
                actual: QueryParameters.echoed(text))
        }
        return etag
    }

    /// Whether the reader has the room of `etag` already.
    ///
    /// Weak tags count: what was read is the same room, and the rest of the answer does not matter
    /// to whoever asks so.
    static func isKnown(_ etag: String, by field: String) -> Bool {
        field.split(separator: ",").contains { part in
            let text = String(part).trimmed
            let strong = text.hasPrefix("W/") ? String(text.dropFirst(2)) : text
            return text == "*" || Self.unquoted(strong) == etag
        }
    }

    private static func unquoted(_ text: String) -> String? {
        guard text.count >= 2, text.first == "\"", text.last == "\"" else { return nil }
        let inner = text.dropFirst().dropLast()
        return inner.contains("\"") ? nil : String(inner)
    }
}

extension String {
    /// Without the blanks around it.
    fileprivate var trimmed: String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        var rest = self.drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return String(rest)
    }
}
