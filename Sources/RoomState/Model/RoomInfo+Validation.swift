extension RoomInfo {
    func validate() throws(InvalidField) {
        try FieldCheck.bytes(of: self.title, in: Limits.titleBytes, "title")
        try FieldCheck.bytes(
            of: self.description, in: 0...Limits.descriptionBytes, "description")
        try FieldCheck.bytes(of: self.coverURI, in: 0...Limits.coverURIBytes, "cover_uri")
        try FieldCheck.bytes(of: self.language, in: 0...Limits.languageBytes, "language")
        try FieldCheck.bytes(of: self.region, in: 0...Limits.regionBytes, "region")
        try Self.validateCategories(self.categories, "categories")
        try Self.validateTags(self.tags, "tags")
        try Self.validateLabels(self.labels, "labels")
    }

    static func validateCategories(
        _ categories: [String], _ field: String
    ) throws(InvalidField) {
        try FieldCheck.count(categories.count, in: 0...Limits.categories, field)
        for index in categories.indices {
            try IdentifierText.check(categories[index]) { "\(field)[\(index)]" }
        }
    }

    static func validateTags(_ tags: [String], _ field: String) throws(InvalidField) {
        try FieldCheck.count(tags.count, in: 0...Limits.tags, field)
        for index in tags.indices {
            try FieldCheck.bytes(of: tags[index], in: Limits.tagBytes, "\(field)[\(index)]")
        }
    }

    static func validateLabels(_ labels: [Label], _ field: String) throws(InvalidField) {
        try FieldCheck.count(labels.count, in: 0...Limits.labels, field)
        for index in labels.indices {
            let label = labels[index]
            try FieldCheck.bytes(
                of: label.key, in: Limits.labelKeyBytes, "\(field)[\(index)].key")
            try FieldCheck.bytes(
                of: label.value, in: 0...Limits.labelValueBytes, "\(field)[\(label.key)]")
            guard index > 0 else { continue }
            let previous = labels[index - 1].key
            guard previous.utf8.lexicographicallyPrecedes(label.key.utf8) else {
                throw InvalidField(
                    field: field, limit: "ascending by key, each key once",
                    actual: "\(label.key) after \(previous)")
            }
        }
    }
}
