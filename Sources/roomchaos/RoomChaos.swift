import ArgumentParser

/// `roomchaos`: histories of clusters that were hurt on purpose, and what they prove.
@main
struct RoomChaos: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roomchaos",
        abstract: "Judges what clients saw of a cluster that was hurt on purpose.",
        subcommands: [Check.self])
}
