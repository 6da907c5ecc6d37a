import Yams

/// A YAML text whose top level is a mapping, with the line of each key.
struct YAMLMapping {
    struct Pair {
        var key: String
        var value: Node
        var line: Int
    }

    /// In the order of the text.
    ///
    /// Keys are unique: the parser refuses a repeated one.
    var pairs: [Pair]

    /// Reads `text`, of which an empty one is an empty mapping.
    ///
    /// `name` is the file's name for error texts.
    init(_ text: String, name: String) throws(ConfigurationError) {
        guard text.utf8.count <= ConfigurationLimits.fileBytes else {
            throw ConfigurationError(
                "\(name) has \(text.utf8.count) bytes; the limit is "
                    + "\(ConfigurationLimits.fileBytes)")
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw ConfigurationError("\(name) is not valid YAML: \(Self.words(for: error))")
        }
        guard let root else {
            self.pairs = []
            return
        }
        self.pairs = try Self.pairs(of: root, name: name)
    }

    /// The pairs of a mapping node, which may be nested in a file.
    static func pairs(of node: Node, name: String) throws(ConfigurationError) -> [Pair] {
        let line = node.mark?.line ?? 1
        guard let mapping = node.mapping else {
            // What a file of comments only composes to is a null scalar.
            if node.scalar?.string.isEmpty == true { return [] }
            throw ConfigurationError("\(name):\(line): a list of \"key: value\" lines is expected")
        }
        var pairs: [Pair] = []
        for (key, value) in mapping {
            let line = key.mark?.line ?? line
            guard let text = key.scalar?.string else {
                throw ConfigurationError("\(name):\(line): a key must be a plain word")
            }
            pairs.append(Pair(key: text, value: value, line: line))
        }
        return pairs
    }

    private static func words(for error: any Error) -> String {
        guard let error = error as? YamlError else { return "\(error)" }
        // The parser's own text spans several lines with a drawing of the place.
        return String(describing: error).split(whereSeparator: \.isNewline)
            .map { $0.trimmingPrefix(while: \.isWhitespace) }
            .filter { !$0.isEmpty && $0 != "^" }
            .joined(separator: "; ")
    }
}
