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
        do throws(InvalidJSON) {
            return try MessageJSON.decode(type, from: body)
        } catch {
            throw Self.describe(error, in: body) { text throws(InvalidJSON) in
                _ = try MessageJSON.decode(type, from: text)
            }
        }
    }

    typealias Attempt = ([UInt8]) throws(InvalidJSON) -> Void

    private static func describe(
        _ failure: InvalidJSON, in body: [UInt8], attempt: Attempt
    ) -> Roomkeeper_V1_Error {
        guard !body.isEmpty else {
            return Roomkeeper_V1_Error(
                InvalidField(field: "body", limit: "a JSON object", actual: "empty"))
        }
        let root: JSONNode
        do {
            root = try JSONParser.parse(body)
        } catch {
            let (line, column) = Self.place(of: error.offset, in: body)
            return Roomkeeper_V1_Error(
                InvalidField(
                    field: "body", limit: "JSON, with \(error.expected) here",
                    actual: "otherwise at line \(line), column \(column)"))
        }
        var search = Search(failure: failure)
        search.run(root, attempt: attempt)
        let limit = search.numbers(attempt: attempt) ?? search.words(attempt: attempt)
        return Self.error(search, limit: limit, in: body)
    }

    private static func error(
        _ search: Search, limit: String?, in body: [UInt8]
    ) -> Roomkeeper_V1_Error {
        let failure = search.failure.description
        let (line, column) = Self.place(of: search.node?.offset ?? 0, in: body)
        let path = search.fieldPath
        let fault = InvalidField(field: path, limit: limit ?? failure, actual: search.written)
        let words = limit == nil ? failure : fault.description
        var error = Roomkeeper_V1_Error(fault)
        error.message = "the body is wrong at \(path) (line \(line), column \(column)): \(words)"
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
}
