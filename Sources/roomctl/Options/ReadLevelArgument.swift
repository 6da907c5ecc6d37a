import ArgumentParser
import RoomProtocol

/// How fresh an answer must be.
enum ReadLevelArgument: String, ExpressibleByArgument, CaseIterable, Sendable {
    case linearizable
    case atLeast = "at-least"
    case local

    var message: Roomkeeper_V1_ReadLevel {
        switch self {
        case .linearizable: .linearizable
        case .atLeast: .atLeast
        case .local: .local
        }
    }
}
