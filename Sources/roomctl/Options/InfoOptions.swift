import ArgumentParser

/// What a room says of itself beside its title.
struct InfoOptions: ParsableArguments {
    @Option(help: "At most 2048 bytes.")
    var description: String?

    @Option(help: ArgumentHelp("The cover image, at most 512 bytes.", valueName: "uri"))
    var cover: String?

    @Option(help: ArgumentHelp("A language tag such as de-AT.", valueName: "tag"))
    var language: String?

    @Option(help: "At most 16 bytes.")
    var region: String?

    @Option(
        name: .customLong("category"),
        help: ArgumentHelp("May be repeated, at most 3.", valueName: "id"))
    var categories: [String] = []

    @Option(
        name: .customLong("tag"),
        help: ArgumentHelp("May be repeated, at most 10.", valueName: "text"))
    var tags: [String] = []

    @Option(
        name: .customLong("label"),
        help: ArgumentHelp("May be repeated, at most 16.", valueName: "key=value"))
    var labels: [LabelArgument] = []

    func validate() throws {
        var seen: Set<String> = []
        for label in self.labels where !seen.insert(label.key).inserted {
            throw ValidationError("--label \(label.key)=... is given twice.")
        }
    }

    var labelMap: [String: String] {
        var map: [String: String] = [:]
        for label in self.labels {
            map[label.key] = label.value
        }
        return map
    }
}
