/// A Markdown file: its links, its code spans and the commands of its code blocks.
struct Document {
    struct Mention: Equatable {
        /// From 1.
        var line: Int
        var text: String
    }

    let path: String
    /// Targets of inline links.
    let links: [Mention]
    /// Texts between single backticks.
    let spans: [Mention]
    /// Lines of fenced blocks.
    let blockLines: [Mention]

    init(path: String, text: String) {
        self.path = path
        var links: [Mention] = []
        var spans: [Mention] = []
        var blockLines: [Mention] = []
        var inBlock = false
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let trimmed = line.drop { $0 == " " }
            if trimmed.hasPrefix("```") {
                inBlock.toggle()
            } else if inBlock {
                blockLines.append(Mention(line: index + 1, text: String(trimmed)))
            } else {
                links += Self.links(in: line).map { Mention(line: index + 1, text: $0) }
                spans += Self.spans(in: line).map { Mention(line: index + 1, text: $0) }
            }
        }
        self.links = links
        self.spans = spans
        self.blockLines = blockLines
    }

    private static func links(in line: Substring) -> [String] {
        var links: [String] = []
        var rest = line
        while let start = rest.firstRange(of: "]("),
            let end = rest[start.upperBound...].firstIndex(of: ")")
        {
            links.append(String(rest[start.upperBound..<end]))
            rest = rest[end...]
        }
        return links
    }

    private static func spans(in line: Substring) -> [String] {
        let parts = line.split(separator: "`", omittingEmptySubsequences: false)
        return parts.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    /// The folder of the document, from the root of the repository.
    var folder: [String] { self.path.split(separator: "/").dropLast().map(String.init) }
}
