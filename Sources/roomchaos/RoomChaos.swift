import ArgumentParser

/// `roomchaos`: histories of clusters that were hurt on purpose, and what they prove.
struct RoomChaos: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roomchaos",
        abstract: "Hurts a real cluster on purpose, and judges what its clients saw.",
        subcommands: [Run.self, List.self, Check.self, Report.self])
}
