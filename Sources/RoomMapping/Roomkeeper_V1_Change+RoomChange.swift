package import RoomProtocol
package import RoomState
import SwiftProtobuf

extension Roomkeeper_V1_Change {
    package init(_ change: RoomChange) {
        self.init()
        self.roomID = change.roomID.rawValue
        self.revision = change.revision
        self.actorID = change.actor?.rawValue ?? ""
        self.cause = change.cause.message
        self.groupTime = Google_Protobuf_Timestamp(change.groupTime)
        self.events = change.events.map { Roomkeeper_V1_Event($0) }
    }
}

extension RoomChange.Cause {
    fileprivate var message: Roomkeeper_V1_Cause {
        switch self {
        case .command: .command
        case .expiry: .expiry
        case .presence: .presence
        case .operator: .operator
        }
    }
}
