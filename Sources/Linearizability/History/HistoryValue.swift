/// What a register holds, or the one value of a room: its title.
///
/// Histories of this project hold texts; those recorded elsewhere may hold numbers as well.
package enum HistoryValue: Hashable, Sendable, ExpressibleByStringLiteral {
    /// Null: nothing was ever written.
    case unset
    case text(String)
    case number(Int64)
    case fraction(Double)
    case boolean(Bool)

    package init(stringLiteral text: String) {
        self = .text(text)
    }

    /// As the room model knows it: no title and an empty one are the same.
    package var asTitle: HistoryValue {
        self == .text("") ? .unset : self
    }
}

extension HistoryValue: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unset: "nothing"
        case .text(let text): "\"\(text)\""
        case .number(let number): "\(number)"
        case .fraction(let number): "\(number)"
        case .boolean(let value): "\(value)"
        }
    }
}

extension HistoryValue: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .unset
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let number = try? container.decode(Int64.self) {
            self = .number(number)
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let number = try? container.decode(Double.self) {
            self = .fraction(number)
        } else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a value is a text, a number, true, false or null")
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .unset: try container.encodeNil()
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .fraction(let number): try container.encode(number)
        case .boolean(let value): try container.encode(value)
        }
    }
}
