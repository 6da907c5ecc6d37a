import ArgumentParser
import RoomProtocol

/// How a product is listed.
enum ListingArgument: String, ExpressibleByArgument, CaseIterable, Sendable {
    case visible
    case hidden
    case soldOut = "sold-out"

    var message: Roomkeeper_V1_Listing {
        switch self {
        case .visible: .visible
        case .hidden: .hidden
        case .soldOut: .soldOut
        }
    }
}
