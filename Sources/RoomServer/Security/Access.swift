import RoomProtocol
package import TransportSecurity

/// What a request is about, which decides who may make it.
///
/// `roles` and `GatewayRequest.access` are the one table of permissions. A new request does not
/// compile before it has its line there, so nothing is open by omission.
package enum Access: CaseIterable, Sendable {
    /// Reading, changing and watching rooms.
    case rooms
    /// How a node is: status, health, metrics.
    case node
    /// Operating the cluster itself: who leads, who is a member, what is kept of it elsewhere.
    case cluster

    package var roles: [CertificateRole] {
        switch self {
        case .rooms, .node: [.client, .operator]
        case .cluster: [.operator]
        }
    }

    /// Every role that may do anything at a door.
    package static let anyRole: [CertificateRole] =
        Set(Access.allCases.flatMap(\.roles)).sorted()

    /// For a sentence that begins with "may not".
    var words: String {
        switch self {
        case .rooms: "read or change rooms"
        case .node: "ask how a node is"
        case .cluster: "operate the cluster"
        }
    }
}

extension GatewayRequest {
    package var access: Access {
        switch self {
        case .mutate, .getRoom, .settle, .heartbeat, .batchGetRooms, .listRooms, .findRooms,
            .listRoomEvents, .listDeadlines:
            .rooms
        case .nodeStatus: .node
        case .transferLeadership, .changeMembership, .beginBackup, .readBackup, .endBackup:
            .cluster
        }
    }

    /// `nil` for what belongs to the connection: a hello, and watches.
    init?(_ request: Roomkeeper_V1_ClientEnvelope.OneOf_Request) {
        switch request {
        case .mutate: self = .mutate
        case .getRoom: self = .getRoom
        case .settle: self = .settle
        case .heartbeat: self = .heartbeat
        case .batchGetRooms: self = .batchGetRooms
        case .listRooms: self = .listRooms
        case .findRooms: self = .findRooms
        case .listRoomEvents: self = .listRoomEvents
        case .listDeadlines: self = .listDeadlines
        case .nodeStatus: self = .nodeStatus
        case .transferLeadership: self = .transferLeadership
        case .changeMembership: self = .changeMembership
        case .beginBackup: self = .beginBackup
        case .readBackup: self = .readBackup
        case .endBackup: self = .endBackup
        case .hello, .watch, .cancelWatch: return nil
        }
    }
}
