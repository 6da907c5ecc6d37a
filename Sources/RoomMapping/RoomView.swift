package import RoomProtocol
package import RoomState

/// How much of a room a reader asked for.
package enum RoomView: Hashable, Sendable {
    case basic
    case stage
    case products
    case full

    /// - Parameter unlessTold: the view when the request has none.
    package init(
        _ view: Roomkeeper_V1_View, unlessTold: RoomView = .full
    ) throws(InvalidField) {
        switch view {
        case .unspecified: self = unlessTold
        case .full: self = .full
        case .basic: self = .basic
        case .stage: self = .stage
        case .products: self = .products
        case .UNRECOGNIZED(let number):
            throw RequestEnums.unknown(
                number, field: "view", allowed: "BASIC, STAGE, PRODUCTS or FULL")
        }
    }

    var showsStage: Bool {
        switch self {
        case .stage, .full: true
        case .basic, .products: false
        }
    }

    var showsProducts: Bool {
        switch self {
        case .products, .full: true
        case .basic, .stage: false
        }
    }
}
