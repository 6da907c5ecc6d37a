import ArgumentParser
import RoomProtocol

/// The role of a user who is invited or seated.
enum RoleArgument: String, ExpressibleByArgument, CaseIterable, Sendable {
    case coHost = "co-host"
    case guest

    var message: Roomkeeper_V1_Role {
        switch self {
        case .coHost: .coHost
        case .guest: .guest
        }
    }
}
