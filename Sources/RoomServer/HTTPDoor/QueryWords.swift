import RoomProtocol
import RoomState

/// The words of an enumeration in a query, which are those of JSON.
struct QueryWords<Word: Sendable>: Sendable {
    private let words: [(String, Word)]

    init(_ words: [(String, Word)]) {
        self.words = words
    }

    func read(_ text: String, field: String) throws(InvalidField) -> Word {
        guard let word = self.words.first(where: { $0.0 == text })?.1 else {
            throw InvalidField(
                field: field, limit: "one of " + self.words.map(\.0).joined(separator: ", "),
                actual: QueryParameters.echoed(text))
        }
        return word
    }
}

extension QueryWords<Roomkeeper_V1_View> {
    static let view = QueryWords([
        ("BASIC", .basic), ("STAGE", .stage), ("PRODUCTS", .products), ("FULL", .full),
    ])
}

extension QueryWords<Roomkeeper_V1_ReadLevel> {
    static let readLevel = QueryWords([
        ("LINEARIZABLE", .linearizable), ("AT_LEAST", .atLeast), ("LOCAL", .local),
    ])
}

extension QueryWords<Roomkeeper_V1_RoomState> {
    static let state = QueryWords([
        ("SCHEDULED", .scheduled), ("LIVE", .live), ("PAUSED", .paused),
        ("SUSPENDED", .suspended), ("ENDED", .ended),
    ])
}

extension QueryWords<Roomkeeper_V1_ProductPlace.Place> {
    static let place = QueryWords([
        ("BAG", .bag), ("PINNED", .pinned), ("SPOTLIGHT", .spotlight),
    ])
}
