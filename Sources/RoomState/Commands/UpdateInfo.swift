extension RoomOperation {
    /// Replaces the fields that are not `nil`.
    ///
    /// It is copied on its way from the log into the room, the event and the ring, so its fields
    /// lie behind one reference.
    package struct UpdateInfo: Equatable, Sendable {
        private struct Fields: Equatable, Sendable {
            var title: String?
            var description: String?
            var coverURI: String?
            var language: String?
            var region: String?
            var categories: [String]?
            var tags: [String]?
            var labels: [Label]?
        }

        @CopyOnWrite private var fields: Fields

        package init() {
            self.fields = Fields()
        }

        package var title: String? {
            _read { yield self.fields.title }
            _modify { yield &self.fields.title }
        }

        package var description: String? {
            _read { yield self.fields.description }
            _modify { yield &self.fields.description }
        }

        package var coverURI: String? {
            _read { yield self.fields.coverURI }
            _modify { yield &self.fields.coverURI }
        }

        package var language: String? {
            _read { yield self.fields.language }
            _modify { yield &self.fields.language }
        }

        package var region: String? {
            _read { yield self.fields.region }
            _modify { yield &self.fields.region }
        }

        package var categories: [String]? {
            _read { yield self.fields.categories }
            _modify { yield &self.fields.categories }
        }

        package var tags: [String]? {
            _read { yield self.fields.tags }
            _modify { yield &self.fields.tags }
        }

        package var labels: [Label]? {
            _read { yield self.fields.labels }
            _modify { yield &self.fields.labels }
        }
    }
}
