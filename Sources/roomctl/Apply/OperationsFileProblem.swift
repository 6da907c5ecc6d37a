import Yams

/// Why a file of operations cannot be sent.
struct OperationsFileProblem: Error, Equatable, CustomStringConvertible {
    let name: String
    let line: Int?
    let text: String

    init(name: String, line: Int? = nil, text: String) {
        self.name = name
        self.line = line
        self.text = text
    }

    /// What the YAML parser says, in one line.
    init(_ error: any Error, name: String) {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init(name: name, line: mark.line, text: "this is not YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.map { "\"\($0)\"" }.joined(separator: ", ")
            self.init(name: name, line: context.mark.line, text: "\(keys) is told twice")
        default:
            self.init(name: name, text: "this is not YAML: \(error)")
        }
    }

    var description: String {
        let place = self.line.map { "\(self.name):\($0)" } ?? self.name
        return "\(place): \(self.text)"
    }
}
