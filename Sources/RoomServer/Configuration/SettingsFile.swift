import Yams

/// A settings file: one YAML mapping from the names of settings to plain values.
struct SettingsFile {
    struct Item: Equatable {
        var setting: Setting.ID
        var value: String
        var line: Int
    }

    var items: [Item]

    /// Reads `text`; `name` is the file's name for error texts.
    ///
    /// An unknown key is refused rather than ignored: a misspelt setting would silently keep its
    /// default.
    init(_ text: String, name: String) throws(ConfigurationError) {
        self.items = []
        for pair in try YAMLMapping(text, name: name).pairs {
            let place = "\(name):\(pair.line)"
            guard let setting = ServerConfiguration.setting(named: pair.key) else {
                let nearest = NearestWord.find(
                    for: pair.key, among: ServerConfiguration.settings.map(\.name))
                throw .unknownKey(pair.key, at: place, nearest: nearest)
            }
            guard let scalar = pair.value.scalar else {
                throw ConfigurationError(
                    "\(place): \(setting.name) must be a plain value; allowed: "
                        + setting.allowed)
            }
            self.items.append(
                Item(setting: setting.name, value: scalar.string, line: pair.line))
        }
    }
}

extension Setting: Identifiable {
    package var id: String { self.name }
}
