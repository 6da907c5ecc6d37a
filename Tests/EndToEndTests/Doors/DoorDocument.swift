import Foundation

/// What docs/api.md says that each operation and each call is refused with.
struct DoorDocument {
    struct Refusal: Hashable, CustomStringConvertible {
        /// An operation (`pin_product`) or a call (`GetRoom`).
        let of: String
        let reason: String

        var description: String { "\(self.of) → \(self.reason)" }
    }

    /// The words of each operation, without those that all have in common.
    let operations: Set<Refusal>
    let names: [String]
    /// What every operation may meet.
    let common: Set<String>
    /// Rows of the table of docs/rooms.md: operations and all words of the row.
    let rules: [(operations: [String], reasons: Set<String>)]
    /// The words of each call that changes no room.
    let queries: Set<Refusal>

    init() throws {
        let text = try Self.source("docs/api.md")
        let changing = try Self.between("\n## Changing a room\n", "\n### ", in: text)
        self.operations = Set(Self.refusals(in: changing, column: 3))
        self.names = Self.rows(of: changing).map { $0[0] }
        let line = try Self.between("Common: ", "\n\n", in: changing)
        self.common = Set(Self.reasons(in: line))
        self.rules = try Self.rules()
        let refusals = try Self.between("\n## Refusals\n", "\n## ", in: text)
        self.queries = Set(Self.refusals(in: refusals, column: 2))
    }

    private static let root = "\(#filePath)".split(separator: "/", omittingEmptySubsequences: false)
        .dropLast(4).joined(separator: "/")

    /// A file of the project.
    static func source(_ path: String) throws -> String {
        try String(contentsOfFile: "\(Self.root)/\(path)", encoding: .utf8)
    }

    /// All Swift files of a folder.
    static func sources(under folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: "\(Self.root)/\(folder)")
            .filter { $0.hasSuffix(".swift") }
            .map { try Self.source("\(folder)/\($0)") }
    }

    /// The words in capitals, such as `ROOM_NOT_FOUND`.
    static func reasons(in text: some StringProtocol) -> [String] {
        let words = String(text).split { letter in !letter.isUppercase && letter != "_" }
        return words.map(String.init).filter { $0.count > 6 && $0.contains("_") }
    }

    private static func rules() throws -> [(operations: [String], reasons: Set<String>)] {
        let text = try Self.source("docs/rooms.md")
        let table = try Self.between("\n### Operations\n", "\nAny operation", in: text)
        return Self.rows(of: table).map { cells in
            let names = cells[0].split { !$0.isLetter && $0 != "_" }.map(String.init)
            return (names, Set(Self.reasons(in: cells.last ?? "")))
        }
    }

    private static func between(_ start: String, _ end: String, in text: String) throws -> String {
        guard let first = text.firstRange(of: start) else {
            throw TestFailure("a document has no \(start)")
        }
        let rest = text[first.upperBound...]
        return String(rest[..<(rest.firstRange(of: end)?.lowerBound ?? rest.endIndex)])
    }

    /// The cells of the rows of a table whose first cell is code, and the code itself.
    private static func rows(of section: String) -> [[String]] {
        section.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { row in
            let cells = row.split(separator: "|").map(String.init)
            return [cells[0].trimmingCharacters(in: CharacterSet(charactersIn: "` "))]
                + cells.dropFirst()
        }
    }

    private static func refusals(in section: String, column: Int) -> [Refusal] {
        Self.rows(of: section).flatMap { cells in
            cells.count < column
                ? []
                : Self.reasons(in: cells[column - 1]).map { Refusal(of: cells[0], reason: $0) }
        }
    }
}
