/// Finds functions, initialisers and subscripts and how many lines they have, by their braces.
struct FunctionScanner {
    struct Function: Equatable {
        /// From 1.
        var firstLine: Int
        var lines: Int
    }

    private static let words: Set<String> = ["func", "init", "deinit", "subscript"]

    private let characters: [Character]
    /// The line, from 0, of each character.
    private let lineOf: [Int]

    private init(_ code: [String]) {
        var characters: [Character] = []
        var lineOf: [Int] = []
        for (number, line) in code.enumerated() {
            for character in line + "\n" {
                characters.append(character)
                lineOf.append(number)
            }
        }
        self.characters = characters
        self.lineOf = lineOf
    }

    static func functions(in code: [String]) -> [Function] {
        let scanner = FunctionScanner(code)
        var functions: [Function] = []
        var position = 0
        while position < scanner.characters.count {
            let word = scanner.word(at: position)
            if Self.words.contains(word), scanner.isDeclaration(at: position),
                let end = scanner.endOfBody(from: position + word.count)
            {
                let first = scanner.lineOf[position]
                functions.append(
                    Function(firstLine: first + 1, lines: scanner.lineOf[end] - first + 1))
            }
            position += max(word.count, 1)
        }
        return functions
    }

    private func word(at start: Int) -> String {
        var end = start
        while end < self.characters.count, self.isWord(self.characters[end]) { end += 1 }
        return String(self.characters[start..<end])
    }

    private func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }

    /// `self.init(...)` and `.init(...)` are calls.
    private func isDeclaration(at position: Int) -> Bool {
        position == 0 || self.characters[position - 1] != "."
    }

    /// The closing brace of the body; `nil` for a requirement of a protocol, which has none.
    private func endOfBody(from start: Int) -> Int? {
        var depth = 0
        var position = start
        while position < self.characters.count {
            switch self.characters[position] {
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            case "{" where depth == 0: return self.closingBrace(from: position)
            case "}" where depth <= 0: return nil
            case "\n" where depth == 0 && !self.signatureGoesOn(after: position): return nil
            default: break
            }
            if depth < 0 { return nil }
            position += 1
        }
        return nil
    }

    private func signatureGoesOn(after newline: Int) -> Bool {
        var position = newline
        while position < self.characters.count, self.characters[position].isWhitespace {
            position += 1
        }
        guard position < self.characters.count else { return false }
        if self.characters[position] == "{" || self.characters[position] == "-" { return true }
        return ["throws", "async", "where", "rethrows"].contains(self.word(at: position))
    }

    private func closingBrace(from open: Int) -> Int? {
        var depth = 0
        for position in open..<self.characters.count {
            if self.characters[position] == "{" { depth += 1 }
            if self.characters[position] == "}" {
                depth -= 1
                if depth == 0 { return position }
            }
        }
        return nil
    }
}
