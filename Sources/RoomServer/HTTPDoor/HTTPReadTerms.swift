import RoomProtocol
import RoomState
import SwiftProtobuf

/// How new an answer must be, as every query says it.
struct HTTPReadTerms {
    let level: Roomkeeper_V1_ReadLevel
    let token: String

    init(from parameters: inout QueryParameters) throws(InvalidField) {
        self.level = try parameters.word("read_level", .readLevel) ?? .unspecified
        self.token = try parameters.text("consistency_token") ?? ""
    }
}

extension Roomkeeper_V1_GetRoomRequest {
    /// The read of `room` that a query such as `view=STAGE&read_level=LOCAL` asks for.
    init(room: String, query: Substring) throws(InvalidField) {
        self.init()
        var parameters = QueryParameters(query)
        self.roomID = room
        self.view = try parameters.word("view", .view) ?? .unspecified
        let terms = try HTTPReadTerms(from: &parameters)
        (self.readLevel, self.consistencyToken) = (terms.level, terms.token)
        try parameters.finish()
    }
}

extension Roomkeeper_V1_BatchGetRoomsRequest {
    /// As in `id=1&id=2`.
    init(query: Substring) throws(InvalidField) {
        self.init()
        var parameters = QueryParameters(query)
        self.roomIds = parameters.texts("id")
        self.view = try parameters.word("view", .view) ?? .unspecified
        let terms = try HTTPReadTerms(from: &parameters)
        (self.readLevel, self.consistencyToken) = (terms.level, terms.token)
        try parameters.finish()
    }
}

extension Roomkeeper_V1_ListRoomsRequest {
    /// As in `state=LIVE&state=PAUSED&region=de&page_size=20`.
    init(query: Substring) throws(InvalidField) {
        self.init()
        var parameters = QueryParameters(query)
        for word in parameters.texts("state") {
            self.states.append(try QueryWords.state.read(word, field: "state"))
        }
        self.region = try parameters.text("region") ?? ""
        self.tag = try parameters.text("tag") ?? ""
        self.ownerID = try parameters.text("owner_id") ?? ""
        self.view = try parameters.word("view", .view) ?? .unspecified
        self.pageSize = try parameters.number("page_size") ?? 0
        self.pageToken = try parameters.text("page_token") ?? ""
        let terms = try HTTPReadTerms(from: &parameters)
        (self.readLevel, self.consistencyToken) = (terms.level, terms.token)
        try parameters.finish()
    }
}

extension Roomkeeper_V1_FindRoomsRequest {
    /// One of `host_id`, `seated_user_id`, `invited_user_id` and `product_id`, the last with a
    /// `place` or without.
    init(query: Substring) throws(InvalidField) {
        self.init()
        var parameters = QueryParameters(query)
        var found: [OneOf_By] = []
        if let id = try parameters.text("host_id") { found.append(.hostID(id)) }
        if let id = try parameters.text("seated_user_id") { found.append(.seatedUserID(id)) }
        if let id = try parameters.text("invited_user_id") { found.append(.invitedUserID(id)) }
        let product = try parameters.text("product_id")
        let place = try parameters.word("place", .place)
        if let product {
            found.append(
                .product(
                    .with {
                        $0.productID = product
                        $0.place = place ?? .unspecified
                    }))
        } else if place != nil {
            throw InvalidField(
                field: "place", limit: "given together with product_id", actual: "without it")
        }
        guard found.count < 2 else {
            throw InvalidField(
                field: "by",
                limit: "one of host_id, seated_user_id, invited_user_id and product_id",
                actual: "\(found.count) of them")
        }
        self.by = found.first
        self.view = try parameters.word("view", .view) ?? .unspecified
        self.pageSize = try parameters.number("page_size") ?? 0
        self.pageToken = try parameters.text("page_token") ?? ""
        let terms = try HTTPReadTerms(from: &parameters)
        (self.readLevel, self.consistencyToken) = (terms.level, terms.token)
        try parameters.finish()
    }
}

extension Roomkeeper_V1_ListRoomEventsRequest {
    /// As in `from_revision=7&limit=10`.
    init(room: String, query: Substring) throws(InvalidField) {
        self.init()
        var parameters = QueryParameters(query)
        self.roomID = room
        self.fromRevision = try parameters.number("from_revision") ?? 0
        self.limit = try parameters.number("limit") ?? 0
        let terms = try HTTPReadTerms(from: &parameters)
        (self.readLevel, self.consistencyToken) = (terms.level, terms.token)
        try parameters.finish()
    }
}

extension Roomkeeper_V1_ListDeadlinesRequest {
    /// As in `room_id=1&page_size=20`.
    init(query: Substring) throws(InvalidField) {
        self.init()
        var parameters = QueryParameters(query)
        self.roomID = try parameters.text("room_id") ?? ""
        self.pageSize = try parameters.number("page_size") ?? 0
        self.pageToken = try parameters.text("page_token") ?? ""
        let terms = try HTTPReadTerms(from: &parameters)
        (self.readLevel, self.consistencyToken) = (terms.level, terms.token)
        try parameters.finish()
    }
}
