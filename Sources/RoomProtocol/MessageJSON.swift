package import SwiftProtobuf

/// The JSON form of our messages: the protobuf mapping, the same on every door and in every tool.
///
/// Field names are lowerCamelCase (`roomId`), 64-bit integers are strings, times are RFC 3339,
/// enumerations are the words of the schema, fields at their default are left out. Maps are sorted
/// by key, so the same message always gives the same text.
package enum MessageJSON {
    /// The UTF-8 bytes of the JSON form.
    ///
    /// - Throws: `InvalidJSON` when a value has no JSON form, e.g. a time after the year 9999.
    package static func encode(_ message: some Message) throws(InvalidJSON) -> [UInt8] {
        var options = JSONEncodingOptions()
        options.useDeterministicOrdering = true
        do {
            return try message.jsonUTF8Bytes(options: options)
        } catch {
            throw InvalidJSON(description: "a value of the message has no JSON form: \(error)")
        }
    }

    /// Reads a message; a field that it does not have is refused, never skipped, because a misspelt
    /// precondition must not be taken for an absent one.
    package static func decode<Decoded: Message>(
        _ type: Decoded.Type = Decoded.self, from bytes: [UInt8]
    ) throws(InvalidJSON) -> Decoded {
        var options = JSONDecodingOptions()
        options.ignoreUnknownFields = false
        options.messageDepthLimit = Limits.messageDepth
        do {
            return try Decoded(jsonUTF8Bytes: bytes, options: options)
        } catch let error as JSONDecodingError {
            throw InvalidJSON(error)
        } catch {
            throw InvalidJSON(description: "the text is not JSON: \(error)")
        }
    }
}
