import ArgumentParser
import RoomProtocol

/// What happens to a room whose host was lost.
enum HostLossPolicyArgument: String, ExpressibleByArgument, CaseIterable, Sendable {
    case pauseThenEnd = "pause-then-end"
    case promoteThenEnd = "promote-then-end"
    case endNow = "end-now"

    var message: Roomkeeper_V1_HostLossPolicy {
        switch self {
        case .pauseThenEnd: .pauseThenEnd
        case .promoteThenEnd: .promoteThenEnd
        case .endNow: .endNow
        }
    }
}
