/// One setting of `roomd`: its name in every place, what it means and what it may be.
///
/// The list of all of them, `ServerConfiguration.settings`, is the single source of the flags, the
/// keys of the settings file, the environment variables, `--help`, `roomd config` and the docs.
package struct Setting: Sendable {
    /// The key in the settings file and, after `--`, the flag: lower case words joined by `-`.
    package let name: String
    /// What stands for the value in help texts; `nil` for a switch, which needs none as a flag.
    package let placeholder: String?
    /// One sentence that says what the setting does.
    package let summary: String
    /// What values are allowed, in words, to follow "allowed: ".
    package let allowed: String
    /// Stores the value that `text` stands for; false when it is not allowed.
    let assign: @Sendable (_ configuration: inout ServerConfiguration, _ text: String) -> Bool
    /// The value in the form that `assign` takes; `nil` when none is set.
    let show: @Sendable (_ configuration: ServerConfiguration) -> String?

    package var isSwitch: Bool { self.placeholder == nil }

    package var environmentName: String { Self.environmentName(of: self.name) }

    static func environmentName(of name: String) -> String {
        "ROOMD_" + name.uppercased().replacing("-", with: "_")
    }
}

extension Setting {
    typealias Path<Value> = any WritableKeyPath<ServerConfiguration, Value> & Sendable

    /// A text that must not be empty.
    static func text(
        _ name: String, _ placeholder: String, _ path: Path<String?>, allowed: String,
        summary: String
    ) -> Setting {
        Setting(
            name: name, placeholder: placeholder, summary: summary, allowed: allowed,
            assign: { configuration, text in
                guard !text.isEmpty else { return false }
                configuration[keyPath: path] = text
                return true
            },
            show: { $0[keyPath: path] })
    }

    static func endpoint(
        _ name: String, _ path: Path<Endpoint?>, summary: String
    ) -> Setting {
        Setting(
            name: name, placeholder: "HOST:PORT", summary: summary,
            allowed: "host:port, such as 127.0.0.1:7401 or [::1]:7401",
            assign: { configuration, text in
                guard let endpoint = Endpoint(text) else { return false }
                configuration[keyPath: path] = endpoint
                return true
            },
            show: { $0[keyPath: path]?.description })
    }

    static func duration(
        _ name: String, _ path: Path<Duration>, within range: ClosedRange<Duration>,
        summary: String
    ) -> Setting {
        let lowest = DurationText.format(range.lowerBound)
        let highest = DurationText.format(range.upperBound)
        return Setting(
            name: name, placeholder: "DURATION", summary: summary,
            allowed: "a duration from \(lowest) to \(highest), with its unit: ms, s or m",
            assign: { configuration, text in
                guard let value = DurationText.parse(text), range.contains(value) else {
                    return false
                }
                configuration[keyPath: path] = value
                return true
            },
            show: { DurationText.format($0[keyPath: path]) })
    }

    static func integer(
        _ name: String, _ path: Path<Int>, within range: ClosedRange<Int>, summary: String
    ) -> Setting {
        Setting(
            name: name, placeholder: "N", summary: summary,
            allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)",
            assign: { configuration, text in
                guard text.utf8.allSatisfy({ (48...57).contains($0) }), let value = Int(text),
                    range.contains(value)
                else { return false }
                configuration[keyPath: path] = value
                return true
            },
            show: { String($0[keyPath: path]) })
    }

    static func choice<Value: RawRepresentable<String> & CaseIterable & Sendable>(
        _ name: String, _ placeholder: String, _ path: Path<Value>, summary: String
    ) -> Setting {
        Setting(
            name: name, placeholder: placeholder, summary: summary,
            allowed: "one of " + Value.allCases.map(\.rawValue).joined(separator: ", "),
            assign: { configuration, text in
                guard let value = Value(rawValue: text) else { return false }
                configuration[keyPath: path] = value
                return true
            },
            show: { $0[keyPath: path].rawValue })
    }

    static func toggle(_ name: String, _ path: Path<Bool>, summary: String) -> Setting {
        Setting(
            name: name, placeholder: nil, summary: summary, allowed: "true or false",
            assign: { configuration, text in
                guard text == "true" || text == "false" else { return false }
                configuration[keyPath: path] = text == "true"
                return true
            },
            show: { $0[keyPath: path] ? "true" : "false" })
    }
}
