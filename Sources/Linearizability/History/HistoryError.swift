internal import Foundation

/// Why a file is no history: the line, the field, and what is wrong with it.
package struct HistoryError: Error, Equatable, Sendable, CustomStringConvertible {
    /// From 1; nil when it is about the whole file.
    package var line: Int?
    /// The path of the field in the line, such as `args.expect_rev`.
    package var field: String?
    package var message: String

    package init(line: Int? = nil, field: String? = nil, _ message: String) {
        self.line = line
        self.field = field
        self.message = message
    }

    package var description: String {
        let place = [self.line.map { "line \($0)" }, self.field.map { "field \($0)" }]
            .compactMap { $0 }.joined(separator: ", ")
        return place.isEmpty ? self.message : "\(place): \(self.message)"
    }
}

extension HistoryError {
    /// What the decoder found wrong with a line.
    init(line: Int, _ error: DecodingError, in bytes: Data) {
        switch error {
        case .keyNotFound(let key, let context):
            self.init(line: line, field: Self.path(context, key), "it is missing")
        case .valueNotFound(_, let context):
            self.init(line: line, field: Self.path(context), "it is null, and must not be")
        case .typeMismatch(let type, let context):
            self.init(
                line: line, field: Self.path(context), "it must be \(Self.phrase(for: type))")
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            if let path = NumberFault.path(in: bytes) {
                self.init(
                    line: line, field: path, "it must be a whole number of at most 63 bits")
            } else {
                self.init(
                    line: line,
                    "it is no JSON object; each line is a whole one, so the file may be cut off "
                        + "here")
            }
        case .dataCorrupted(let context):
            self.init(line: line, field: Self.path(context), context.debugDescription)
        @unknown default:
            self.init(line: line, "it cannot be read: \(error)")
        }
    }

    private static func path(
        _ context: DecodingError.Context, _ last: (any CodingKey)? = nil
    ) -> String? {
        var path = ""
        for key in context.codingPath + (last.map { [$0] } ?? []) {
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += path.isEmpty ? key.stringValue : "." + key.stringValue
            }
        }
        return path.isEmpty ? nil : path
    }

    private static func phrase(for type: Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        case is Int.Type, is Int64.Type, is UInt64.Type: "a whole number"
        case is Double.Type: "a number"
        case is [Any].Type: "a list"
        default: "an object"
        }
    }
}
