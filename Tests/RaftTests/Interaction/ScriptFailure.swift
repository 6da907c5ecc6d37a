/// What is wrong with a script, and where.
struct ScriptFailure: Error, CustomStringConvertible {
    /// The line of the script, from 1; `nil` until it is known.
    var line: Int?
    var text: String

    init(line: Int? = nil, _ text: String) {
        self.line = line
        self.text = text
    }

    var description: String { self.line.map { "line \($0): \(self.text)" } ?? self.text }
}
