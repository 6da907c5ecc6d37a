package import RoomProtocol
package import RoomState

/// Enumerations of a request as the rules know them; numbers that nobody knows are refused.
package enum RequestEnums {
    package static func onConflict(
        _ value: Roomkeeper_V1_OnConflict, field: @autoclosure () -> String
    ) throws(InvalidField) -> RoomOperation.OnConflict {
        switch value {
        case .unspecified, .fail: .fail
        case .endOther: .endOther
        case .UNRECOGNIZED(let number):
            throw Self.unknown(number, field: field(), allowed: "FAIL or END_OTHER")
        }
    }

    package static func onFull(
        _ value: Roomkeeper_V1_OnFull, field: @autoclosure () -> String
    ) throws(InvalidField) -> RoomOperation.OnFull {
        switch value {
        case .unspecified, .reject: .reject
        case .evictLast: .evictLast
        case .UNRECOGNIZED(let number):
            throw Self.unknown(number, field: field(), allowed: "REJECT or EVICT_LAST")
        }
    }

    /// The role of somebody beside the host.
    ///
    /// - Parameter unlessTold: the role when the request has none; `nil`: it must have one.
    package static func guestRole(
        _ value: Roomkeeper_V1_Role, unlessTold: Stage.Role? = .coHost,
        field: @autoclosure () -> String
    ) throws(InvalidField) -> Stage.Role {
        let allowed = "CO_HOST or GUEST"
        switch value {
        case .unspecified:
            guard let unlessTold else {
                throw InvalidField(field: field(), limit: allowed, actual: "absent")
            }
            return unlessTold
        case .coHost: return .coHost
        case .guest: return .guest
        case .host:
            throw InvalidField(field: field(), limit: allowed, actual: "HOST")
        case .UNRECOGNIZED(let number):
            throw Self.unknown(number, field: field(), allowed: allowed)
        }
    }

    package static func listing(
        _ value: Roomkeeper_V1_Listing, field: @autoclosure () -> String
    ) throws(InvalidField) -> Product.Listing {
        switch value {
        case .unspecified, .visible: .visible
        case .hidden: .hidden
        case .soldOut: .soldOut
        case .UNRECOGNIZED(let number):
            throw Self.unknown(number, field: field(), allowed: "VISIBLE, HIDDEN or SOLD_OUT")
        }
    }

    package static func seatMode(
        _ value: Roomkeeper_V1_SeatMode, field: @autoclosure () -> String
    ) throws(InvalidField) -> RoomSettings.SeatMode {
        switch value {
        case .unspecified, .apply: .apply
        case .free: .free
        case .inviteOnly: .inviteOnly
        case .UNRECOGNIZED(let number):
            throw Self.unknown(number, field: field(), allowed: "APPLY, FREE or INVITE_ONLY")
        }
    }

    package static func hostLossPolicy(
        _ value: Roomkeeper_V1_HostLossPolicy, field: @autoclosure () -> String
    ) throws(InvalidField) -> RoomSettings.HostLossPolicy {
        switch value {
        case .unspecified, .pauseThenEnd: .pauseThenEnd
        case .promoteThenEnd: .promoteThenEnd
        case .endNow: .endNow
        case .UNRECOGNIZED(let number):
            throw Self.unknown(
                number, field: field(), allowed: "PAUSE_THEN_END, PROMOTE_THEN_END or END_NOW")
        }
    }

    package static func presenceMode(
        _ value: Roomkeeper_V1_PresenceMode, field: @autoclosure () -> String
    ) throws(InvalidField) -> RoomSettings.PresenceMode {
        switch value {
        case .unspecified, .none: .none
        case .heartbeat: .heartbeat
        case .external: .external
        case .UNRECOGNIZED(let number):
            throw Self.unknown(number, field: field(), allowed: "NONE, HEARTBEAT or EXTERNAL")
        }
    }

    /// `nil` when the state is not to be checked.
    package static func state(
        _ value: Roomkeeper_V1_RoomState, field: @autoclosure () -> String
    ) throws(InvalidField) -> Room.State? {
        switch value {
        case .unspecified: nil
        case .scheduled: .scheduled
        case .live: .live
        case .paused: .paused
        case .suspended: .suspended
        case .ended: .ended
        case .UNRECOGNIZED(let number):
            throw Self.unknown(
                number, field: field(), allowed: "SCHEDULED, LIVE, PAUSED, SUSPENDED or ENDED")
        }
    }

    package static func unknown(_ number: Int, field: String, allowed: String) -> InvalidField {
        InvalidField(field: field, limit: allowed, actual: "the unknown number \(number)")
    }
}
