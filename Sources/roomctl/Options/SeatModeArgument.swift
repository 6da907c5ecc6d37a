import ArgumentParser
import RoomProtocol

/// How users come to sit in a room.
enum SeatModeArgument: String, ExpressibleByArgument, CaseIterable, Sendable {
    case apply
    case free
    case inviteOnly = "invite-only"

    var message: Roomkeeper_V1_SeatMode {
        switch self {
        case .apply: .apply
        case .free: .free
        case .inviteOnly: .inviteOnly
        }
    }
}
