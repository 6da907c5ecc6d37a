import ArgumentParser
import RoomProtocol

/// Which sections of a room are wanted.
enum ViewArgument: String, ExpressibleByArgument, CaseIterable, Sendable {
    case basic
    case stage
    case products
    case full

    var message: Roomkeeper_V1_View {
        switch self {
        case .basic: .basic
        case .stage: .stage
        case .products: .products
        case .full: .full
        }
    }
}
