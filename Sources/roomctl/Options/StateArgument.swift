import ArgumentParser
import RoomProtocol

/// The state of a room.
enum StateArgument: String, ExpressibleByArgument, CaseIterable, Sendable {
    case scheduled
    case live
    case paused
    case suspended
    case ended

    var message: Roomkeeper_V1_RoomState {
        switch self {
        case .scheduled: .scheduled
        case .live: .live
        case .paused: .paused
        case .suspended: .suspended
        case .ended: .ended
        }
    }
}
