import ArgumentParser
import RoomProtocol

/// How the service learns that a host is there.
enum PresenceModeArgument: String, ExpressibleByArgument, CaseIterable, Sendable {
    case none
    case heartbeat
    case external

    var message: Roomkeeper_V1_PresenceMode {
        switch self {
        case .none: .none
        case .heartbeat: .heartbeat
        case .external: .external
        }
    }
}
