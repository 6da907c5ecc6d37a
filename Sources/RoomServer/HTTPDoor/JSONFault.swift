import RoomMapping
import RoomProtocol
import RoomState
import SwiftProtobuf

/// Reads JSON bodies, and finds the field at which a bad one goes wrong.
///
/// The protobuf library says what is wrong, but not where. So the body is read a second time for
/// its shape, and ever smaller parts of it are tried: an object with only one member of the body is
/// refused exactly when that member is at fault.
enum JSONFault {
    static func decode<Decoded: Message>(
        _ type: Decoded.Type, from body: [UInt8]
    ) throws(Roomkeeper_V1_Error) -> Decoded {
        let message: Decoded
        do throws(InvalidJSON) {
            message = try MessageJSON.decode(type, from: body)
        } catch {
            throw Self.describe(error, in: body) { text throws(InvalidJSON) in
                _ = try MessageJSON.decode(type, from: text)
            }
        }
        if let error = Self.repetition(in: try Self.parse(body), of: body) { throw error }
        return message
    }

    typealias Attempt = ([UInt8]) throws(InvalidJSON) -> Void

    private static func describe(
        _ failure: InvalidJSON, in body: [UInt8], attempt: Attempt
    ) -> Roomkeeper_V1_Error {
        guard !body.isEmpty else {
            return Roomkeeper_V1_Error(
                InvalidField(field: "body", limit: "a JSON object", actual: "empty"))
        }
        if let offset = Self.firstInvalidByte(of: body) {
            return Self.error(expected: "UTF-8", offset, in: body)
        }
        let root: JSONNode
        do throws(Roomkeeper_V1_Error) {
            root = try Self.parse(body)
        } catch {
            return error
        }
        if let error = Self.repetition(in: root, of: body) { return error }
        var search = Search(failure: failure)
        search.run(root, attempt: attempt)
        let limit =
            search.numbers(attempt: attempt) ?? search.words(attempt: attempt)
            ?? search.kind(attempt: attempt)
        let failure = search.failure.description
        let fault = InvalidField(
            field: search.fieldPath, limit: limit ?? failure, actual: search.written)
        return Self.error(
            fault, words: limit == nil ? failure : fault.description,
            at: search.node?.offset ?? 0, in: body)
    }

    private static func parse(_ body: [UInt8]) throws(Roomkeeper_V1_Error) -> JSONNode {
        do throws(JSONParser.SyntaxError) {
            return try JSONParser.parse(body)
        } catch {
            throw Self.error(expected: "JSON, with \(error.expected) here", error.offset, in: body)
        }
    }

    private static func repetition(in root: JSONNode, of body: [UInt8]) -> Roomkeeper_V1_Error? {
        guard let repetition = JSONRepetition.find(in: root) else { return nil }
        let fault = InvalidField(
            field: repetition.path, limit: "given once",
            actual: repetition.isSpelledAlike
                ? "given before" : "given before, as \(repetition.first)")
        return Self.error(fault, words: fault.description, at: repetition.offset, in: body)
    }

    private static func error(
        expected: String, _ offset: Int, in body: [UInt8]
    ) -> Roomkeeper_V1_Error {
        let (line, column) = Self.place(of: offset, in: body)
        return Roomkeeper_V1_Error(
            InvalidField(
                field: "body", limit: expected,
                actual: "otherwise at line \(line), column \(column)"))
    }

    private static func error(
        _ fault: InvalidField, words: String, at offset: Int, in body: [UInt8]
    ) -> Roomkeeper_V1_Error {
        let (line, column) = Self.place(of: offset, in: body)
        var error = Roomkeeper_V1_Error(fault)
        error.message =
            "the body is wrong at \(fault.field) (line \(line), column \(column)): \(words)"
        error.metadata["line"] = String(line)
        error.metadata["column"] = String(column)
        return error
    }

    /// Line and column of a byte, both counted from 1.
    private static func place(of offset: Int, in body: [UInt8]) -> (line: Int, column: Int) {
        let before = body.prefix(offset)
        let line = before.count { $0 == 0x0a } + 1
        let lineStart = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
        return (line, offset - lineStart + 1)
    }

    /// Where the text stops being UTF-8, which JSON always is (RFC 8259, §8.1).
    private static func firstInvalidByte(of body: [UInt8]) -> Int? {
        var parser = Unicode.UTF8.ForwardParser()
        var bytes = body.makeIterator()
        var offset = 0
        while true {
            switch parser.parseScalar(from: &bytes) {
            case .valid(let scalar): offset += scalar.count
            case .emptyInput: return nil
            case .error: return offset
            }
        }
    }
}
