import ByteCoding

extension RoomInfo {
    func encode(into writer: inout ByteWriter) {
        writer.writeString(self.title)
        writer.writeString(self.description)
        writer.writeString(self.coverURI)
        writer.writeString(self.language)
        writer.writeString(self.region)
        writer.writeArray(self.categories) { $0.writeString($1) }
        writer.writeArray(self.tags) { $0.writeString($1) }
        Label.encode(self.labels, into: &writer)
    }

    init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.title = try reader.readString(limit: Limits.titleBytes.upperBound)
        self.description = try reader.readString(limit: Limits.descriptionBytes)
        self.coverURI = try reader.readString(limit: Limits.coverURIBytes)
        self.language = try reader.readString(limit: Limits.languageBytes)
        self.region = try reader.readString(limit: Limits.regionBytes)
        self.categories = try Self.readCategories(from: &reader)
        self.tags = try Self.readTags(from: &reader)
        self.labels = try Label.readList(from: &reader)
    }

    static func readCategories(from reader: inout ByteReader) throws(DecodingFailure) -> [String] {
        try reader.readArray(limit: Limits.categories) { (reader) throws(DecodingFailure) in
            try reader.readString(limit: Limits.identifierBytes)
        }
    }

    static func readTags(from reader: inout ByteReader) throws(DecodingFailure) -> [String] {
        try reader.readArray(limit: Limits.tags) { (reader) throws(DecodingFailure) in
            try reader.readString(limit: Limits.tagBytes.upperBound)
        }
    }
}

extension Label {
    static func encode(_ labels: [Label], into writer: inout ByteWriter) {
        writer.writeArray(labels) {
            $0.writeString($1.key)
            $0.writeString($1.value)
        }
    }

    static func readList(from reader: inout ByteReader) throws(DecodingFailure) -> [Label] {
        try reader.readArray(limit: Limits.labels) { (reader) throws(DecodingFailure) in
            Label(
                key: try reader.readString(limit: Limits.labelKeyBytes.upperBound),
                value: try reader.readString(limit: Limits.labelValueBytes))
        }
    }
}
