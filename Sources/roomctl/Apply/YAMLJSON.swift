import Yams

/// A YAML tree as JSON text for the protobuf mapping.
///
/// Numbers become strings: the mapping takes `"3"` for a number field and needs it for an
/// identifier of digits, which YAML cannot tell from a number.
enum YAMLJSON {
    static func bytes(of node: Node) -> [UInt8] {
        var text = ""
        Self.write(node, to: &text)
        return Array(text.utf8)
    }

    private static func write(_ node: Node, to text: inout String) {
        switch node {
        case .mapping(let mapping):
            text += "{"
            for (index, pair) in mapping.enumerated() {
                if index > 0 { text += "," }
                Self.write(string: pair.key.scalar?.string ?? "", to: &text)
                text += ":"
                Self.write(pair.value, to: &text)
            }
            text += "}"
        case .sequence(let sequence):
            text += "["
            for (index, item) in sequence.enumerated() {
                if index > 0 { text += "," }
                Self.write(item, to: &text)
            }
            text += "]"
        case .scalar(let scalar):
            Self.write(scalar, node, to: &text)
        case .alias:
            // `OperationsFile` takes none.
            text += "null"
        }
    }

    private static func write(_ scalar: Node.Scalar, _ node: Node, to text: inout String) {
        guard scalar.style == .plain || scalar.style == .any else {
            return Self.write(string: scalar.string, to: &text)
        }
        switch scalar.string {
        case "true", "false": text += scalar.string
        case "", "~", "null": text += "null"
        default: Self.write(string: scalar.string, to: &text)
        }
    }

    private static func write(string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"", "\\": text += "\\\(scalar)"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
