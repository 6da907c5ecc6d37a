import RoomProtocol

extension JSONFault.Search {
    /// The kind of value that the faulty field takes, in words; `nil` when such a value stands
    /// there and is wrong in itself, or when there is no such field.
    ///
    /// As with numbers, the library does not say which, so a value of each kind is tried.
    func kind(attempt: JSONFault.Attempt) -> String? {
        guard self.failure.unknownField == nil, let node = self.node,
            DoorLimits.jsonFaultAttempts - self.attempts > JSONNode.Kind.allCases.count
        else { return nil }
        var trial = self
        func takes(_ node: JSONNode) -> Bool { trial.accepts(node, attempt: attempt) }
        func takes(_ text: String) -> Bool { takes(.scalar(Array(text.utf8)[...])) }
        switch node.kind {
        case .object where takes(.object([], at: 0)), .array where takes(.array([], at: 0)):
            return nil
        case .text where takes("\"\""): return nil
        default: break
        }
        if takes(.object([], at: 0)) { return JSONNode.Kind.object.rawValue }
        if takes(.array([], at: 0)) { return JSONNode.Kind.array.rawValue }
        if takes("\"x\"") { return JSONNode.Kind.text.rawValue }
        return takes("true") ? JSONNode.Kind.truth.rawValue : nil
    }
}

extension JSONNode {
    /// What a value is, in words for the person who wrote it.
    enum Kind: String, CaseIterable {
        case object = "an object"
        case array = "a list"
        case text = "a text in quotes"
        case truth = "true or false"
        case other = "a number"
    }

    var kind: Kind {
        switch self {
        case .object: .object
        case .array: .array
        case .scalar(let bytes):
            switch bytes.first {
            case UInt8(ascii: "\""): .text
            case UInt8(ascii: "t"), UInt8(ascii: "f"): .truth
            default: .other
            }
        }
    }
}
