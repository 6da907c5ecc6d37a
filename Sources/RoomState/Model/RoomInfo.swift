/// What viewers see of a room before they enter it.
///
/// Limits: rooms.md §1.
package struct RoomInfo: Equatable, Sendable {
    package var title: String
    package var description: String
    package var coverURI: String
    /// BCP 47; may be empty.
    package var language: String
    package var region: String
    /// Identifiers of the calling service's catalogue.
    package var categories: [String]
    package var tags: [String]
    /// Ascending by the bytes of their keys, each key once.
    package var labels: [Label]

    package init(
        title: String, description: String = "", coverURI: String = "", language: String = "",
        region: String = ""
    ) {
        self.title = title
        self.description = description
        self.coverURI = coverURI
        self.language = language
        self.region = region
        self.categories = []
        self.tags = []
        self.labels = []
    }
}

/// A key and a value that a calling service attaches to a room.
package struct Label: Equatable, Sendable {
    package var key: String
    package var value: String

    package init(key: String, value: String) {
        self.key = key
        self.value = value
    }

    /// Labels in their one order, whatever the order of `pairs`; a dictionary will do.
    package static func ordered(_ pairs: some Sequence<(key: String, value: String)>) -> [Label] {
        pairs.map { Label(key: $0.key, value: $0.value) }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }
}
