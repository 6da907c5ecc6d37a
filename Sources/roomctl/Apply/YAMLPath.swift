import Yams

/// A path of the protocol, such as `operations[0].pin_product.product_id`, in a YAML tree.
struct YAMLPath {
    private enum Step {
        case field(String)
        case item(Int)
    }

    private let steps: [Step]

    /// `nil` when `text` is no path.
    init?(text: String) {
        var steps: [Step] = []
        for part in text.split(separator: ".") {
            let pieces = part.split(separator: "[")
            guard let name = pieces.first else { return nil }
            steps.append(.field(String(name)))
            for piece in pieces.dropFirst() {
                guard piece.hasSuffix("]"), let index = Int(piece.dropLast()) else { return nil }
                steps.append(.item(index))
            }
        }
        self.steps = steps
    }

    /// The line of the deepest step that the tree has; `nil` when it has none of them.
    func line(in root: Node) -> Int? {
        var node = root
        var line: Int?
        for step in self.steps {
            switch step {
            case .field(let name):
                let spellings: Set<String> = [name, Self.camelCase(name)]
                let pair = node.mapping?.first { spellings.contains($0.key.scalar?.string ?? "") }
                guard let pair else { return line }
                line = pair.key.mark?.line ?? line
                node = pair.value
            case .item(let index):
                guard let sequence = node.sequence, sequence.indices.contains(index) else {
                    return line
                }
                node = sequence[index]
                line = node.mark?.line ?? line
            }
        }
        return line
    }

    /// The spelling of the JSON mapping: `product_id` is `productId`.
    static func camelCase(_ name: String) -> String {
        let words = name.split(separator: "_")
        let rest = words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }
        return (words.first.map(String.init) ?? "") + rest.joined()
    }
}
