import ArgumentParser
import RoomServer

/// `roomd config`: prints the settings that `roomd run` would use.
struct ConfigCommand: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Print the effective settings as a commented YAML file.",
        discussion: """
            Takes the same flags, file and environment as `roomd run`. Without any it prints the \
            defaults.

            \(SettingsOptions.help)
            """)

    @OptionGroup var options: SettingsOptions

    func execute() async throws {
        print(try self.options.load().yaml(), terminator: "")
    }
}
