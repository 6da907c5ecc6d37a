/// A JSON value as it was written, so that parts of it can be written again.
indirect enum JSONNode {
    /// Keys as written, with their quotes and escapes.
    case object([Member], at: Int)
    case array([JSONNode], at: Int)
    /// A string, number or word, as written.
    case scalar(ArraySlice<UInt8>)

    struct Member {
        var key: ArraySlice<UInt8>
        var value: JSONNode

        /// The key without its quotes; escapes are left as they are.
        var name: String { String(decoding: self.key.dropFirst().dropLast(), as: UTF8.self) }
    }

    /// The position of its first byte in the text.
    var offset: Int {
        switch self {
        case .object(_, let offset), .array(_, let offset): offset
        case .scalar(let bytes): bytes.startIndex
        }
    }

    /// The same kind of value with nothing in it; a scalar is itself.
    var emptied: JSONNode {
        switch self {
        case .object(_, let offset): .object([], at: offset)
        case .array(_, let offset): .array([], at: offset)
        case .scalar: self
        }
    }

    func write(into text: inout [UInt8]) {
        switch self {
        case .scalar(let bytes):
            text.append(contentsOf: bytes)
        case .object(let members, _):
            text.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                text.append(contentsOf: member.key)
                text.append(UInt8(ascii: ":"))
                member.value.write(into: &text)
            }
            text.append(UInt8(ascii: "}"))
        case .array(let items, _):
            text.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                item.write(into: &text)
            }
            text.append(UInt8(ascii: "]"))
        }
    }
}
