import RoomProtocol

extension JSONFault {
    /// Goes down to the smallest part of the body that is still refused.
    struct Search {
        enum Step {
            case member(ArraySlice<UInt8>, at: Int, name: String)
            case item(index: Int, at: Int)
        }

        private(set) var failure: InvalidJSON
        private(set) var node: JSONNode?
        private var path: [Step] = []
        private(set) var attempts = 0

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
            guard case .scalar(let bytes)? = self.node else {
                return self.node?.kind.rawValue ?? "otherwise"
            }
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
        mutating func accepts(_ part: JSONNode, attempt: Attempt) -> Bool {
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
