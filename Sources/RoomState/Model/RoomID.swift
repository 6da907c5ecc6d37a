package import ByteCoding

/// A room; minted when its creation is applied (`RoomIDMint`).
///
/// Minted ids are the decimal of a number, and are kept as that: they are in every command, table
/// and event, and a number needs no memory of its own and is compared at once. Any other text names
/// no room, but callers may ask for it.
package struct RoomID: Hashable, Comparable, Sendable, CustomStringConvertible {
    private enum Form: Sendable {
        case number(UInt64)
        /// Never a text that `number` could be.
        case text(String)
    }

    /// Of a room that is only thought of; no minted id is a word.
    static let unminted = RoomID(form: .text("unminted"))

    private let form: Form

    /// `nil` unless `text` is 1 to 64 characters out of `A-Z a-z 0-9 . _ ~ -`.
    package init?(_ text: String) {
        if let number = Self.number(text) {
            self.form = .number(number)
        } else {
            guard IdentifierText.isValid(text) else { return nil }
            self.form = .text(text)
        }
    }

    package init(_ text: String, field: @autoclosure () -> String) throws(InvalidField) {
        guard let id = RoomID(text) else {
            throw IdentifierText.fault(of: text, field: field())
        }
        self = id
    }

    init(_ number: UInt64) {
        self.init(form: .number(number))
    }

    private init(form: Form) {
        self.form = form
    }

    package init(from reader: inout ByteReader) throws(DecodingFailure) {
        if let number = try reader.readDecimal(limit: Limits.identifierBytes) {
            self.form = .number(number)
            return
        }
        let text = try reader.readString(limit: Limits.identifierBytes)
        guard IdentifierText.isValid(text) else {
            throw .invalid("a room id is not \(IdentifierText.limit)")
        }
        self.form = .text(text)
    }

    /// Writes what `ByteWriter.writeString` writes of its text.
    package func encode(into writer: inout ByteWriter) {
        switch self.form {
        case .number(let number): writer.writeDecimal(number)
        case .text(let text): writer.writeString(text)
        }
    }

    /// The text.
    package var rawValue: String {
        switch self.form {
        case .number(let number): String(number)
        case .text(let text): text
        }
    }

    package var description: String { self.rawValue }

    /// The bytes of the text, for keys of the database.
    var utf8: [UInt8] { Array(self.rawValue.utf8) }

    package static func == (left: RoomID, right: RoomID) -> Bool {
        switch (left.form, right.form) {
        case (.number(let left), .number(let right)): left == right
        case (.text(let left), .text(let right)): left == right
        case (.number, .text), (.text, .number): false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self.form {
        case .number(let number): hasher.combine(number)
        case .text(let text): hasher.combine(text)
        }
    }

    /// The order of the texts, which is that of the keys of the database.
    package static func < (left: RoomID, right: RoomID) -> Bool {
        if case .number(let first) = left.form, case .number(let second) = right.form,
            DecimalText.digitCount(of: first) == DecimalText.digitCount(of: second)
        {
            return first < second
        }
        return left.rawValue < right.rawValue
    }

    private static func number(_ text: String) -> UInt64? {
        let number = text.utf8.withContiguousStorageIfAvailable { DecimalText.number($0) }
        // Only a string of another language's making is not in one piece.
        return number ?? Array(text.utf8).withUnsafeBufferPointer { DecimalText.number($0) }
    }
}
