import RoomProtocol

/// The words of the protocol as people read them: `CO_HOST` becomes `co-host`.
enum WireWord {
    static func text(_ role: Roomkeeper_V1_Role) -> String {
        switch role {
        case .host: "host"
        case .coHost: "co-host"
        case .guest: "guest"
        case .unspecified, .UNRECOGNIZED: ""
        }
    }

    static func text(_ state: Roomkeeper_V1_RoomState) -> String {
        switch state {
        case .scheduled: "scheduled"
        case .live: "live"
        case .paused: "paused"
        case .suspended: "suspended"
        case .ended: "ended"
        case .unspecified, .UNRECOGNIZED: ""
        }
    }

    static func text(_ listing: Roomkeeper_V1_Listing) -> String {
        switch listing {
        case .visible: "visible"
        case .hidden: "hidden"
        case .soldOut: "sold-out"
        case .unspecified, .UNRECOGNIZED: ""
        }
    }

    static func text(_ level: Roomkeeper_V1_ReadLevel) -> String {
        switch level {
        case .linearizable: "linearizable"
        case .atLeast: "at-least"
        case .local: "local"
        case .unspecified, .UNRECOGNIZED: ""
        }
    }

    static func text(_ reason: Roomkeeper_V1_StateReason) -> String {
        switch reason {
        case .requested: "requested"
        case .hostLost: "host-lost"
        case .hostTimeout: "host-timeout"
        case .moderation: "moderation"
        case .hostMoved: "host-moved"
        case .unspecified, .UNRECOGNIZED: ""
        }
    }

    /// The word as the protobuf JSON mapping writes it.
    static func name(_ cause: Roomkeeper_V1_Cause) -> String {
        switch cause {
        case .command: "COMMAND"
        case .expiry: "EXPIRY"
        case .presence: "PRESENCE"
        case .operator: "OPERATOR"
        case .unspecified, .UNRECOGNIZED: "CAUSE_UNSPECIFIED"
        }
    }

    /// The word as the protobuf JSON mapping writes it.
    static func name(_ outcome: Roomkeeper_V1_Outcome) -> String {
        switch outcome {
        case .notApplied: "NOT_APPLIED"
        case .unknown: "UNKNOWN"
        case .unspecified, .UNRECOGNIZED: "OUTCOME_UNSPECIFIED"
        }
    }
}
