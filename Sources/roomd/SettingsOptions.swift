import ArgumentParser
import RoomServer

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The settings of a node on the command line.
///
/// They are not declared one by one: `ServerConfiguration.settings` is the one list of them, and it
/// parses its flags itself.
struct SettingsOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Read settings from a YAML file; `roomd config` writes one.", valueName: "FILE"))
    var config: String?

    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp("Settings as --name value; listed above.", visibility: .hidden))
    var settings: [String] = []

    func load() throws -> ServerConfiguration {
        let file = try self.config.map { path in
            ConfigurationLoader.File(
                name: path, text: try TextFile.read(path, what: "settings file"))
        }
        var environment: [String: String] = [:]
        for setting in ServerConfiguration.settings {
            if let value = getenv(setting.environmentName) {
                environment[setting.environmentName] = String(cString: value)
            }
        }
        return try ConfigurationLoader(
            file: file, environment: environment, arguments: self.settings
        ).load()
    }

    static var help: String {
        """
        SETTINGS (each is also a key of the file given with --config and, in capitals with \
        ROOMD_ before it, an environment variable; a flag beats the environment, which beats \
        the file):

        \(ServerConfiguration.help())
        """
    }
}
