package import RoomProtocol
package import RoomState

/// Rooms by what they are.
package struct RoomListQuery: ViewQuery {
    package let terms: ReadTerms
    private let filter: RoomFilter
    private let page: RoomPageTerms

    package init(_ request: Roomkeeper_V1_ListRoomsRequest) throws(InvalidField) {
        let filter = try RoomFilter(request)
        self.filter = filter
        self.page = try RoomPageTerms(
            view: request.view, size: request.pageSize,
            after: request.pageToken.isEmpty
                ? nil : PageToken(request.pageToken, of: filter.hash)
        ) { PageToken(after: $0, of: filter.hash) }
        self.terms = try ReadTerms(level: request.readLevel, token: request.consistencyToken)
    }

    package func answer(
        in view: some StateReader, _ served: Served
    ) throws(StateReadFailure) -> Result<Roomkeeper_V1_ListRoomsResponse, Roomkeeper_V1_Error> {
        let page = try RoomPage.list(
            self.filter, size: self.page.size, after: self.page.after, in: view)
        let (rooms, next) = try self.page.messages(of: page, in: view)
        var response = Roomkeeper_V1_ListRoomsResponse()
        response.rooms = rooms
        response.nextPageToken = next?.text ?? ""
        response.served = served.message
        return .success(response)
    }
}

extension RoomFilter {
    init(_ request: Roomkeeper_V1_ListRoomsRequest) throws(InvalidField) {
        guard request.states.count <= Limits.statesOfFilter else {
            throw InvalidField(
                field: "states", limit: "at most \(Limits.statesOfFilter) states",
                actual: "\(request.states.count)")
        }
        var states: [Room.State] = []
        for (index, state) in request.states.enumerated() {
            let field = "states[\(index)]"
            guard let known = try RequestEnums.state(state, field: field) else {
                throw InvalidField(
                    field: field, limit: "SCHEDULED, LIVE, PAUSED, SUSPENDED or ENDED",
                    actual: "ROOM_STATE_UNSPECIFIED")
            }
            states.append(known)
        }
        try FilterText.check(
            request.region, at: RoomState.Limits.regionBytes, field: "region")
        try FilterText.check(request.tag, at: RoomState.Limits.tagBytes.upperBound, field: "tag")
        self.init(
            states: states, region: request.region, tag: request.tag,
            owner: try request.ownerID.isEmpty
                ? nil : UserID(request.ownerID, field: "owner_id"))
    }
}

/// A text that rooms are looked for by: longer than any room has it is a mistake.
enum FilterText {
    static func check(_ text: String, at limit: Int, field: String) throws(InvalidField) {
        guard text.utf8.count <= limit else {
            throw InvalidField(
                field: field, limit: "at most \(limit) bytes of UTF-8",
                actual: "\(text.utf8.count) bytes")
        }
    }
}
