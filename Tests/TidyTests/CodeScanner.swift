/// Blanks comments and string literals of Swift text, keeping every line break in its place.
///
/// It knows nested comments, multi-line and raw strings, and interpolation (whose code is blanked
/// with its string). It does not know regular-expression literals; the project has none.
struct CodeScanner {
    private static let quote = UInt8(ascii: "\"")
    private static let hash = UInt8(ascii: "#")
    private static let newline = UInt8(ascii: "\n")
    private static let space = UInt8(ascii: " ")

    private let text: [UInt8]
    private var position = 0
    private var output: [UInt8] = []

    init(_ text: String) {
        self.text = Array(text.utf8)
        self.output.reserveCapacity(self.text.count)
    }

    mutating func codeOnly() -> String {
        while self.position < self.text.count {
            if self.starts(with: "//") {
                self.skipLineComment()
            } else if self.starts(with: "/*") {
                self.skipBlockComment()
            } else if self.text[self.position] == Self.quote {
                self.skipString(hashes: 0)
            } else if let hashes = self.rawStringHashes() {
                self.blank(hashes)
                self.skipString(hashes: hashes)
            } else {
                self.keep()
            }
        }
        return String(decoding: self.output, as: UTF8.self)
    }

    private func starts(with text: String) -> Bool {
        var position = self.position
        for byte in text.utf8 {
            guard position < self.text.count, self.text[position] == byte else { return false }
            position += 1
        }
        return true
    }

    /// How many # stand before a quotation mark here; `nil` when this is no raw string.
    private func rawStringHashes() -> Int? {
        var end = self.position
        while end < self.text.count, self.text[end] == Self.hash { end += 1 }
        guard end > self.position, end < self.text.count, self.text[end] == Self.quote else {
            return nil
        }
        return end - self.position
    }

    private mutating func keep() {
        self.output.append(self.text[self.position])
        self.position += 1
    }

    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<count where self.position < self.text.count {
            let byte = self.text[self.position]
            self.output.append(byte == Self.newline ? byte : Self.space)
            self.position += 1
        }
    }

    private mutating func skipLineComment() {
        while self.position < self.text.count, self.text[self.position] != Self.newline {
            self.blank()
        }
    }

    private mutating func skipBlockComment() {
        var depth = 0
        repeat {
            if self.starts(with: "/*") {
                depth += 1
                self.blank(2)
            } else if self.starts(with: "*/") {
                depth -= 1
                self.blank(2)
            } else {
                self.blank()
            }
        } while depth > 0 && self.position < self.text.count
    }

    private mutating func skipString(hashes: Int) {
        let quote = self.starts(with: "\"\"\"") ? "\"\"\"" : "\""
        let marks = String(repeating: "#", count: hashes)
        self.blank(quote.count)
        while self.position < self.text.count {
            if self.starts(with: quote + marks) {
                return self.blank(quote.count + hashes)
            }
            if self.starts(with: "\\" + marks + "(") {
                self.blank(hashes + 2)
                self.skipInterpolation()
            } else if self.starts(with: "\\" + marks) {
                self.blank(hashes + 2)
            } else {
                self.blank()
            }
        }
    }

    /// Blanks up to the parenthesis that closes an interpolation; it may hold strings again.
    private mutating func skipInterpolation() {
        var depth = 1
        while self.position < self.text.count, depth > 0 {
            switch self.text[self.position] {
            case Self.quote: self.skipString(hashes: 0)
            case UInt8(ascii: "("):
                depth += 1
                self.blank()
            case UInt8(ascii: ")"):
                depth -= 1
                self.blank()
            default: self.blank()
            }
        }
    }
}
