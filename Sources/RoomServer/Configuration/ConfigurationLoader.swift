/// Builds a node's configuration: defaults, then the settings file, the environment and the flags,
/// each above the one before.
package struct ConfigurationLoader: Sendable {
    /// A settings file that was read, or none.
    package struct File: Sendable {
        package var name: String
        package var text: String

        package init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }

    package var file: File?
    package var environment: [String: String]
    /// The words of the command line after `--config FILE` was taken out.
    package var arguments: [String]

    package init(file: File?, environment: [String: String], arguments: [String]) {
        self.file = file
        self.environment = environment
        self.arguments = arguments
    }

    /// The effective configuration, checked as a whole.
    package func load() throws(ConfigurationError) -> ServerConfiguration {
        var configuration = ServerConfiguration()
        if let file {
            for item in try SettingsFile(file.text, name: file.name).items {
                try Self.assign(
                    item.value, to: item.setting, in: &configuration,
                    from: .file(place: "\(file.name):\(item.line)"))
            }
        }
        // Other variables that begin with ROOMD_ are not refused: orchestrators add their own, such
        // as ROOMD_SERVICE_HOST for a service that is called roomd.
        for setting in ServerConfiguration.settings {
            if let value = self.environment[setting.environmentName] {
                try Self.assign(value, to: setting.name, in: &configuration, from: .environment)
            }
        }
        for (name, value) in try Self.flags(in: self.arguments) {
            try Self.assign(value, to: name, in: &configuration, from: .flag)
        }
        try configuration.validate()
        return configuration
    }

    private static func assign(
        _ value: String, to name: String, in configuration: inout ServerConfiguration,
        from origin: SettingOrigin
    ) throws(ConfigurationError) {
        guard let setting = ServerConfiguration.setting(named: name) else {
            throw .unknownKey(name, at: origin.words(for: name), nearest: nil)
        }
        guard setting.assign(&configuration, value) else {
            throw .badValue(value, of: setting, from: origin)
        }
    }

    /// Reads `--name value`, `--name=value` and, for a switch, `--name` alone.
    static func flags(
        in arguments: [String]
    ) throws(ConfigurationError) -> [(name: String, value: String)] {
        var flags: [(name: String, value: String)] = []
        var rest = arguments[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("-") else { throw .unexpectedArgument(word) }
            let parts = word.trimmingPrefix("--").split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard word.hasPrefix("--"), let setting = ServerConfiguration.setting(named: name)
            else {
                let known = ServerConfiguration.settings.map(\.name) + ["config", "help"]
                throw .unknownFlag(
                    word.hasPrefix("--") ? "--\(name)" : word,
                    nearest: NearestWord.find(for: name, among: known))
            }
            guard !flags.contains(where: { $0.name == name }) else { throw .repeatedFlag(name) }
            if parts.count == 2 {
                flags.append((name, String(parts[1])))
            } else if setting.isSwitch {
                flags.append((name, "true"))
            } else if let value = rest.popFirst(), !value.hasPrefix("--") {
                flags.append((name, value))
            } else {
                throw .missingValue(of: setting)
            }
        }
        return flags
    }
}
