package import RoomProtocol
package import RoomState

/// Rooms by who or what is in them.
package struct RoomFindQuery: ViewQuery {
    package let terms: ReadTerms
    private let place: RoomPlace
    private let page: RoomPageTerms

    package init(_ request: Roomkeeper_V1_FindRoomsRequest) throws(InvalidField) {
        let place = try RoomPlace(request)
        self.place = place
        self.page = try RoomPageTerms(
            view: request.view, size: request.pageSize,
            after: request.pageToken.isEmpty
                ? nil : PageToken(request.pageToken, of: place.hash)
        ) { PageToken(after: $0, of: place.hash) }
        self.terms = try ReadTerms(level: request.readLevel, token: request.consistencyToken)
    }

    package func answer(
        in view: some StateReader, _ served: Served
    ) throws(StateReadFailure) -> Result<Roomkeeper_V1_FindRoomsResponse, Roomkeeper_V1_Error> {
        let page = try RoomPage.find(
            self.place, size: self.page.size, after: self.page.after, in: view)
        let (rooms, next) = try self.page.messages(of: page, in: view)
        var response = Roomkeeper_V1_FindRoomsResponse()
        response.rooms = rooms
        response.nextPageToken = next?.text ?? ""
        response.served = served.message
        return .success(response)
    }
}

extension RoomPlace {
    init(_ request: Roomkeeper_V1_FindRoomsRequest) throws(InvalidField) {
        switch request.by {
        case .hostID(let id): self = .host(try UserID(id, field: "host_id"))
        case .seatedUserID(let id): self = .seated(try UserID(id, field: "seated_user_id"))
        case .invitedUserID(let id): self = .invited(try UserID(id, field: "invited_user_id"))
        case .product(let product):
            let id = try ProductID(product.productID, field: "product.product_id")
            switch product.place {
            case .unspecified, .bag: self = .bag(id)
            case .pinned: self = .pinned(id)
            case .spotlight: self = .spotlight(id)
            case .UNRECOGNIZED(let number):
                throw RequestEnums.unknown(
                    number, field: "product.place", allowed: "BAG, PINNED or SPOTLIGHT")
            }
        case nil:
            throw InvalidField(
                field: "by",
                limit: "one of host_id, seated_user_id, invited_user_id and product",
                actual: "none of them")
        }
    }
}
