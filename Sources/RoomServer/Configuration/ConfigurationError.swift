/// What is wrong with the settings a person gave, in words that say where and what to do.
package struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// The command line itself is wrong: an unknown flag, a flag without its value.
        case usage
        /// A setting, from wherever it came, or a file is wrong.
        case configuration
    }

    package var kind: Kind
    package var description: String

    package init(_ description: String, kind: Kind = .configuration) {
        self.kind = kind
        self.description = description
    }
}

extension ConfigurationError {
    /// A flag that no setting has.
    static func unknownFlag(_ flag: String, nearest: String?) -> ConfigurationError {
        let hint = nearest.map { "did you mean --\($0)? " } ?? ""
        return ConfigurationError(
            "unknown flag \(flag): \(hint)\"roomd run --help\" lists all flags", kind: .usage)
    }

    /// A flag that ends the command line although it takes a value.
    static func missingValue(of setting: Setting) -> ConfigurationError {
        ConfigurationError(
            "--\(setting.name) needs a value: \(setting.allowed)", kind: .usage)
    }

    /// A flag given twice; which one is meant is not guessed.
    static func repeatedFlag(_ name: String) -> ConfigurationError {
        ConfigurationError("--\(name) is given more than once; give it once", kind: .usage)
    }

    /// A word of the command line that is no flag.
    static func unexpectedArgument(_ word: String) -> ConfigurationError {
        ConfigurationError(
            "unexpected argument \"\(word)\": settings are given as --name value", kind: .usage)
    }

    /// A key of a settings file that no setting has.
    static func unknownKey(
        _ key: String, at place: String, nearest: String?
    ) -> ConfigurationError {
        let hint = nearest.map { "did you mean \"\($0)\"? " } ?? ""
        return ConfigurationError(
            "\(place): unknown setting \"\(key)\": \(hint)\"roomd config\" lists all settings")
    }

    /// A value outside what its setting allows.
    static func badValue(
        _ value: String, of setting: Setting, from origin: SettingOrigin
    ) -> ConfigurationError {
        ConfigurationError(
            "\(origin.words(for: setting.name)) is \"\(value)\", which is not allowed; "
                + "allowed: \(setting.allowed)",
            kind: origin == .flag ? .usage : .configuration)
    }
}
