import RoomState

// Tests write identifiers as literals; one that is malformed is a mistake in the test.

extension UserID: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) {
        guard let id = UserID(text) else { fatalError("\(text) is no identifier") }
        self = id
    }
}

extension ProductID: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) {
        guard let id = ProductID(text) else { fatalError("\(text) is no identifier") }
        self = id
    }
}

extension RoomID: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) {
        guard let id = RoomID(text) else { fatalError("\(text) is no identifier") }
        self = id
    }
}

extension RequestID: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) {
        guard let id = RequestID(text) else { fatalError("\(text) is no identifier") }
        self = id
    }
}

extension MintedID: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) {
        guard let id = MintedID(text) else { fatalError("\(text) is no identifier") }
        self = id
    }
}

extension SellerID: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) {
        guard let id = SellerID(text) else { fatalError("\(text) is no identifier") }
        self = id
    }
}
