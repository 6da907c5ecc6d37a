import ArgumentParser

/// Which rooms are meant; what is not told is not looked at.
struct FilterOptions: ParsableArguments {
    @Option(
        name: .customLong("state"),
        help: "In this state; may be repeated. Unless told, every state but ended.")
    var states: [StateArgument] = []

    @Option(help: "Of this region.")
    var region: String?

    @Option(help: "With this tag.")
    var tag: String?

    @Option(help: ArgumentHelp("Of this owner.", valueName: "user"))
    var owner: String?

    var isEmpty: Bool {
        self.states.isEmpty && self.region == nil && self.tag == nil && self.owner == nil
    }
}
