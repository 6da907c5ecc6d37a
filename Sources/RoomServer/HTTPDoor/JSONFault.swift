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

    private typealias Attempt = ([UInt8]) throws(InvalidJSON) -> Void

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
        return Self.error(search, in: body)
    }

    private static func error(_ search: Search, in body: [UInt8]) -> Roomkeeper_V1_Error {
        let failure = search.failure
        let (line, column) = Self.place(of: search.node?.offset ?? 0, in: body)
        let path = search.fieldPath
        var error = Roomkeeper_V1_Error(
            InvalidField(field: path, limit: failure.description, actual: search.written))
        error.message =
            "the body is wrong at \(path) (line \(line), column \(column)): \(failure.description)"
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

    /// Goes down to the smallest part of the body that is still refused.
    private struct Search {
        enum Step {
            case member(ArraySlice<UInt8>, at: Int, name: String)
            case item(index: Int, at: Int)
        }

        private(set) var failure: InvalidJSON
        private(set) var node: JSONNode?
        private var path: [Step] = []
        private var attempts = 0

        init(failure: InvalidJSON) {
            self.failure = failure
        }

        /// The field's path as the caller wrote it; `body` when the whole is at fault.
        var fieldPath: String {
            var text = ""
            for step in self.path {
                switch step {
                case .member(_, _, let name):
                    text += text.isEmpty ? name : ".\(name)"
                case .item(let index, _): text += "[\(index)]"
                }
            }
            guard text.isEmpty else { return text }
            return "body"
        }

        /// What stands there, cut short.
        var written: String {
            guard case .scalar(let bytes)? = self.node else { return "otherwise" }
            return String(decoding: bytes.prefix(HTTPRoute.echoedCharacters), as: UTF8.self)
        }

        mutating func run(_ root: JSONNode, attempt: Attempt) {
            self.node = root
            var current = root
            while let (step, child) = self.faultyChild(of: current, attempt: attempt) {
                self.path.append(step)
                self.node = child
                current = child
            }
        }

        /// The first child that is refused on its own; `nil` when the fault lies in `node` itself,
        /// or in how its children go together.
        private mutating func faultyChild(
            of node: JSONNode, attempt: Attempt
        ) -> (Step, JSONNode)? {
            guard self.accepts(node.emptied, attempt: attempt) else { return nil }
            switch node {
            case .scalar:
                return nil
            case .object(let members, let offset):
                for member in members {
                    let alone = JSONNode.object([member], at: offset)
                    if !self.accepts(alone, attempt: attempt) {
                        return (.member(member.key, at: offset, name: member.name), member.value)
                    }
                }
            case .array(let items, let offset):
                for (index, item) in items.enumerated() {
                    let alone = JSONNode.array([item], at: offset)
                    if !self.accepts(alone, attempt: attempt) {
                        return (.item(index: index, at: offset), item)
                    }
                }
            }
            return nil
        }

        /// Whether the body is read when `part` is all that stands at the path so far.
        private mutating func accepts(_ part: JSONNode, attempt: Attempt) -> Bool {
            guard self.attempts < DoorLimits.jsonFaultAttempts else { return true }
            self.attempts += 1
            var whole = part
            for step in self.path.reversed() {
                switch step {
                case .member(let key, let offset, _):
                    whole = .object([JSONNode.Member(key: key, value: whole)], at: offset)
                case .item(_, let offset):
                    whole = .array([whole], at: offset)
                }
            }
            var text: [UInt8] = []
            whole.write(into: &text)
            do throws(InvalidJSON) {
                try attempt(text)
                return true
            } catch {
                self.failure = error
                return false
            }
        }
    }
}
