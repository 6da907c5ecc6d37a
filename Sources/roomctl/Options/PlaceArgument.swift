import ArgumentParser
import RoomProtocol

/// Where in a room a product is.
enum PlaceArgument: String, ExpressibleByArgument, CaseIterable, Sendable {
    case bag
    case pinned
    case spotlight

    var message: Roomkeeper_V1_ProductPlace.Place {
        switch self {
        case .bag: .bag
        case .pinned: .pinned
        case .spotlight: .spotlight
        }
    }
}
