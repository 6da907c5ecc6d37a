extension ServerConfiguration {
    /// The settings file that stands for this configuration, each key below what it means.
    ///
    /// A setting without a value is written as a comment, so the text can be read back.
    package func yaml() -> String {
        var text = "# The effective settings of roomd; a file like this is read with --config.\n"
        for setting in Self.settings {
            text += "\n"
            for line in Self.wrapped(setting.summary, columns: 76) {
                text += "# \(line)\n"
            }
            text += "# Allowed: \(setting.allowed). Flag: --\(setting.name). "
            text += "Environment: \(setting.environmentName).\n"
            if let value = setting.show(self) {
                text += "\(setting.name): \(Self.yamlScalar(value))\n"
            } else {
                text += "# \(setting.name):\n"
            }
        }
        return text
    }

    /// The part of `--help` that lists the settings.
    package static func help() -> String {
        let defaults = ServerConfiguration()
        var text = ""
        for setting in Self.settings {
            let value = setting.placeholder.map { " \($0)" } ?? ""
            text += "  --\(setting.name)\(value)\n"
            let standard = setting.show(defaults).map { " Default: \($0)." } ?? ""
            let sentence = "\(setting.summary) Allowed: \(setting.allowed).\(standard)"
            for line in Self.wrapped(sentence, columns: 66) {
                text += "          \(line)\n"
            }
        }
        return text
    }

    /// The table of docs/configuration.md.
    package static func markdown() -> String {
        let defaults = ServerConfiguration()
        var text = "| Setting | Default | Allowed | Meaning |\n|---|---|---|---|\n"
        for setting in Self.settings {
            let standard = setting.show(defaults).map { "`\($0)`" } ?? "–"
            text += "| `\(setting.name)` | \(standard) | \(setting.allowed) "
            text += "| \(setting.summary) |\n"
        }
        return text
    }

    /// A scalar that YAML reads back as the same text.
    private static func yamlScalar(_ value: String) -> String {
        let plain = value.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || "/._-".utf8.contains(byte)
        }
        if plain, !value.hasPrefix("-") { return value }
        // Single-quoted YAML has one escape: a quote is doubled.
        return "'" + value.replacing("'", with: "''") + "'"
    }

    private static func wrapped(_ sentence: String, columns: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in sentence.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > columns {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " \(word)"
        }
        lines.append(line)
        return lines
    }
}
