/// Where the value of a setting came from, for error texts.
///
/// Precedence, from the lowest: the default, the settings file, the environment, a flag.
package enum SettingOrigin: Hashable, Sendable {
    case standard
    /// `place` is `file:line`.
    case file(place: String)
    case environment
    case flag

    /// How to name setting `name` to the person who gave it this way.
    func words(for name: String) -> String {
        switch self {
        case .standard: "the default of \(name)"
        case .file(let place): "\(place): \(name)"
        case .environment: "the environment variable \(Setting.environmentName(of: name))"
        case .flag: "--\(name)"
        }
    }
}
