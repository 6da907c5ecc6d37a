import Raft

/// One line that asks for something: a name, words, and options spelt `key=value`.
struct ScriptCommand {
    let line: Int
    let text: String
    let name: String
    let words: [String]
    private let options: [String: String]

    init(line: Int, text: String) throws(ScriptFailure) {
        let parts = text.split(separator: " ").map(String.init)
        var words: [String] = []
        var options: [String: String] = [:]
        for part in parts.dropFirst() {
            guard let sign = part.firstIndex(of: "="), sign != part.startIndex else {
                words.append(part)
                continue
            }
            let key = String(part[..<sign])
            guard options.updateValue(String(part[part.index(after: sign)...]), forKey: key) == nil
            else { throw ScriptFailure(line: line, "'\(key)' is given twice") }
        }
        self.line = line
        self.text = text
        self.name = parts.first ?? ""
        self.words = words
        self.options = options
    }

    /// Fails unless every option is one of `names`.
    func allow(_ names: [String]) throws(ScriptFailure) {
        for key in self.options.keys.sorted() where !names.contains(key) {
            throw ScriptFailure("'\(self.name)' has no option '\(key)'")
        }
    }

    func has(_ word: String) -> Bool { self.words.contains(word) }

    func text(_ key: String) -> String? { self.options[key] }

    func number(_ key: String) throws(ScriptFailure) -> UInt64? {
        guard let text = self.options[key] else { return nil }
        return try Self.number(text)
    }

    func count(_ key: String, else fallback: Int) throws(ScriptFailure) -> Int {
        try self.number(key).map { Int($0) } ?? fallback
    }

    /// The numbers of an option such as `terms=1,1,4`; none when it is not there.
    func numbers(_ key: String) throws(ScriptFailure) -> [UInt64] {
        var numbers: [UInt64] = []
        for part in (self.options[key] ?? "").split(separator: ",") {
            numbers.append(try Self.number(String(part)))
        }
        return numbers
    }

    /// The word at `position` as a number.
    func number(at position: Int) throws(ScriptFailure) -> UInt64 {
        guard self.words.indices.contains(position) else {
            throw ScriptFailure("'\(self.name)' needs \(position + 1) words or more")
        }
        return try Self.number(self.words[position])
    }

    /// The word at `position` as a link, spelt `1->2`; either end may be left out.
    func link(at position: Int) throws(ScriptFailure) -> (from: NodeID?, to: NodeID?)? {
        guard self.words.indices.contains(position) else { return nil }
        let ends = self.words[position].split(
            separator: "->", maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.count == 2 else { return nil }
        return (try Self.end(ends[0]), try Self.end(ends[1]))
    }

    private static func end(_ text: Substring) throws(ScriptFailure) -> NodeID? {
        text.isEmpty ? nil : NodeID(try Self.number(String(text)))
    }

    static func number(_ text: String) throws(ScriptFailure) -> UInt64 {
        guard let number = UInt64(text) else { throw ScriptFailure("'\(text)' is not a number") }
        return number
    }
}
