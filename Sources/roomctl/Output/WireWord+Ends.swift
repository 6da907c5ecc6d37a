import RoomProtocol

extension WireWord {
    static func text(_ end: Roomkeeper_V1_InviteEnd) -> String {
        switch end {
        case .inviteAccepted: "accepted"
        case .inviteDeclined: "declined"
        case .inviteExpired: "ran out"
        case .inviteSuperseded: "needed no more"
        case .inviteCancelled: "taken back"
        case .unspecified, .UNRECOGNIZED: "closed"
        }
    }

    static func text(_ end: Roomkeeper_V1_RequestEnd) -> String {
        switch end {
        case .requestApproved: "approved"
        case .requestRejected: "rejected"
        case .requestRanOut: "ran out"
        case .requestSuperseded: "needed no more"
        case .requestCancelled: "taken back"
        case .requestClosedByMode: "closed, the seat mode takes none"
        case .unspecified, .UNRECOGNIZED: "closed"
        }
    }
}
