/// A file is named for what it holds.
enum NameRule {
    /// Names of kinds, not of things.
    private static let emptyWords = [
        "Util", "Utils", "Helper", "Helpers", "Common", "Manager", "Extensions", "Types", "Misc",
    ]
    /// Files in which tiny siblings share a page, named for what they are together.
    static let siblings: Set<String> = [
        "Sources/Raft/Identifiers.swift", "Sources/RoomState/Model/Identifiers.swift",
        // One section of a room each, field by field, to and from its messages or records.
        "Sources/RoomMapping/ProductsMessage.swift",
        "Sources/RoomMapping/RoomMessage.swift",
        "Sources/RoomMapping/StageMessage.swift",
        "Sources/RoomState/Model/Products+Coding.swift",
        // What ByteReader and ByteWriter learn of this module's fields.
        "Sources/RoomState/Records/FieldCoding.swift",
    ]

    static func findings(in source: SwiftSource) -> [Finding] {
        guard source.target != nil else { return [] }
        let parts = source.stem.split(separator: "+").map(String.init)
        if let word = Self.emptyWords.first(where: { word in
            parts.contains { $0 == word || ($0.hasSuffix(word) && word.count > 4) }
        }) {
            let text = "'\(word)' says nothing; name the file for the thing in it"
            return [Finding(path: source.path, line: nil, text: text)]
        }
        guard !source.isTest, let name = parts.first, !Self.siblings.contains(source.path) else {
            return []
        }
        // `A+B` may also be the page on which B is made from A.
        if parts.contains(where: { Self.declares($0, in: source.code) }) { return [] }
        let text = "nothing named \(name) is declared or extended here; name it for its main type"
        return [Finding(path: source.path, line: nil, text: text)]
    }

    private static let keywords: Set<Substring> = [
        "struct", "class", "enum", "protocol", "actor", "extension", "typealias",
    ]

    /// Whether a type `name` is declared or extended, or a free function of that name.
    static func declares(_ name: String, in code: [String]) -> Bool {
        let function = name.prefix(1).lowercased() + name.dropFirst()
        for line in code {
            let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
            for (keyword, word) in zip(words, words.dropFirst()) {
                if Self.keywords.contains(keyword) {
                    // A file that extends `Outer.Name` may be named for either.
                    if word.split(separator: ".").contains(where: { $0 == name }) { return true }
                }
                if keyword == "func", word == function { return true }
            }
        }
        return false
    }
}
