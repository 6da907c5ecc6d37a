import Yams

extension OperationsFile {
    /// Maps of the protocol: their keys are the caller's own words, so `a_b` and `aB` are two.
    private static let maps: Set<String> = ["labels", "values"]

    /// A field that is told in both of its spellings; the parser refuses those that are told twice
    /// in one.
    ///
    /// - Parameter name: of the file.
    static func repetition(
        in node: Node, name: String, isMap: Bool = false
    ) -> OperationsFileProblem? {
        switch node {
        case .mapping(let mapping):
            var seen: [String: String] = [:]
            for (key, value) in mapping {
                let written = key.scalar?.string ?? ""
                let field = isMap ? written : YAMLPath.camelCase(written)
                if let first = seen.updateValue(written, forKey: field) {
                    return OperationsFileProblem(
                        name: name, line: key.mark?.line,
                        text: "\"\(written)\" is told twice, before it as \"\(first)\"")
                }
                let isMap = Self.maps.contains(written)
                if let found = Self.repetition(in: value, name: name, isMap: isMap) {
                    return found
                }
            }
        case .sequence(let sequence):
            for item in sequence {
                if let found = Self.repetition(in: item, name: name) { return found }
            }
        case .scalar, .alias: break
        }
        return nil
    }
}
