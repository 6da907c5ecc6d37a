import SwiftProtobuf

extension InvalidJSON {
    init(_ error: JSONDecodingError) {
        if case .unknownField(let name) = error {
            self.init(
                unknownField: name,
                description: "there is no field \"\(name)\"; check its spelling (lowerCamelCase)")
        } else {
            self.init(description: Self.words(for: error))
        }
    }

    private static func words(for error: JSONDecodingError) -> String {
        switch error {
        case .failure, .missingFieldNames: "the text is not the JSON form of the message"
        case .malformedNumber, .leadingZero: "a number is not written as JSON writes numbers"
        case .numberRange: "a number is out of range, or is not whole where it must be"
        case .malformedMap, .unquotedMapKey: "a map is not an object with quoted keys"
        case .malformedBool: "a Boolean is neither true nor false"
        case .malformedString: "a string is missing, unquoted, or has a bad escape"
        case .invalidUTF8: "the text is not valid UTF-8"
        case .schemaMismatch: "a value is of another type than its field"
        case .unrecognizedEnumValue: "a word is not one of its enumeration"
        case .illegalNull: "null stands where a value is needed"
        case .truncated: "the text ends too early"
        case .malformedDuration: "a duration is not written like \"1.5s\""
        case .malformedTimestamp: "a time is not written like \"2026-01-31T12:00:00Z\""
        case .malformedFieldMask: "a field mask is malformed"
        case .trailingGarbage: "more text follows the end of the object"
        case .conflictingOneOf: "one operation names two kinds; each needs an object of its own"
        case .messageDepthLimit: "objects nest deeper than \(Limits.messageDepth) levels"
        case .unknownField(let name): "there is no field \"\(name)\""
        }
    }
}
