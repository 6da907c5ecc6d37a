import RoomProtocol
import RoomState
import SwiftProtobuf

extension Roomkeeper_V1_Stage {
    init(_ stage: Stage) {
        self.init()
        self.seats = stage.seats.enumerated().map { Roomkeeper_V1_Seat($1, at: $0) }
        self.invites = stage.invites.map { Roomkeeper_V1_Invite($0) }
        self.requests = stage.requests.map { Roomkeeper_V1_SeatRequest($0) }
    }
}

extension Roomkeeper_V1_Seat {
    init(_ seat: Stage.Seat, at index: Int) {
        self.init()
        self.index = UInt32(index)
        self.locked = seat.isLocked
        if let occupant = seat.occupant { self.seat(occupant) }
    }

    /// The seat that somebody has just taken.
    init(_ occupant: Stage.Occupant, at index: Int) {
        self.init()
        self.index = UInt32(index)
        self.seat(occupant)
    }

    private mutating func seat(_ occupant: Stage.Occupant) {
        self.userID = occupant.userID.rawValue
        self.role = occupant.role.message
        self.joinedAt = Google_Protobuf_Timestamp(occupant.joinedAt)
        self.joinedRevision = occupant.joinedRevision
    }
}

extension Roomkeeper_V1_Invite {
    init(_ invite: Stage.Invite) {
        self.init()
        self.inviteID = invite.id.rawValue
        self.userID = invite.userID.rawValue
        self.role = invite.role.message
        if let seatIndex = invite.seatIndex {
            self.seatIndex = UInt32(seatIndex)
        }
        self.invitedBy = invite.invitedBy?.rawValue ?? ""
        self.createdAt = Google_Protobuf_Timestamp(invite.createdAt)
        self.expiresAt = Google_Protobuf_Timestamp(invite.expiresAt)
    }
}

extension Roomkeeper_V1_SeatRequest {
    init(_ request: Stage.SeatRequest) {
        self.init()
        self.requestNo = request.number
        self.userID = request.userID.rawValue
        self.note = request.note
        self.createdAt = Google_Protobuf_Timestamp(request.createdAt)
        self.expiresAt = Google_Protobuf_Timestamp(request.expiresAt)
    }
}

extension Stage.Role {
    var message: Roomkeeper_V1_Role {
        switch self {
        case .host: .host
        case .coHost: .coHost
        case .guest: .guest
        }
    }
}
