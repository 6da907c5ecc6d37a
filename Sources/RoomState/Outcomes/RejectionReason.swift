/// Why the rules refused a command.
///
/// The codes are the words of rooms.md §4 and never change; the numbers are stored and never
/// reused.
package enum RejectionReason: UInt8, Sendable, CaseIterable {
    // Common.
    case roomNotFound = 1
    case roomEnded = 2
    case roomSuspended = 3
    case roomNotLive = 4
    case actorNotAllowed = 5
    case revisionMismatch = 6
    case preconditionMismatch = 7
    case invalidField = 8
    case requestIDReused = 9
    case requestExpired = 10
    case roomTooLarge = 11
    case rateLimited = 12

    // Lifecycle and host.
    case hostAlreadyLive = 20
    case alreadyStarted = 21
    case notPaused = 22
    case seatsInUse = 23
    case overCapacity = 24
    case targetNotSeated = 25
    case userBanned = 26

    // Stage.
    case alreadySeated = 40
    case alreadyInvited = 41
    case inviteNotFound = 42
    case inviteExpired = 43
    case invitesFull = 44
    case seatsFull = 45
    case seatOccupied = 46
    case seatLocked = 47
    case hostSeat = 48
    case notSeated = 49
    case requestsClosed = 50
    case queueFull = 51
    case seatRequestNotFound = 52

    // Moderation.
    case cannotTargetHost = 60
    case cannotTargetModerator = 61
    case moderatorsFull = 62
    case restrictionsFull = 63

    // Products.
    case productExists = 80
    case productNotFound = 81
    case bagFull = 82
    case pinnedFull = 83
    case productHidden = 84
    case notAPermutation = 85
    case staleOffer = 86

    /// The stable word in capitals that callers compare.
    package var code: String {
        switch self {
        case .roomNotFound: "ROOM_NOT_FOUND"
        case .roomEnded: "ROOM_ENDED"
        case .roomSuspended: "ROOM_SUSPENDED"
        case .roomNotLive: "ROOM_NOT_LIVE"
        case .actorNotAllowed: "ACTOR_NOT_ALLOWED"
        case .revisionMismatch: "REVISION_MISMATCH"
        case .preconditionMismatch: "PRECONDITION_MISMATCH"
        case .invalidField: "INVALID_FIELD"
        case .requestIDReused: "REQUEST_ID_REUSED"
        case .requestExpired: "REQUEST_EXPIRED"
        case .roomTooLarge: "ROOM_TOO_LARGE"
        case .rateLimited: "RATE_LIMITED"
        case .hostAlreadyLive: "HOST_ALREADY_LIVE"
        case .alreadyStarted: "ALREADY_STARTED"
        case .notPaused: "NOT_PAUSED"
        case .seatsInUse: "SEATS_IN_USE"
        case .overCapacity: "OVER_CAPACITY"
        case .targetNotSeated: "TARGET_NOT_SEATED"
        case .userBanned: "USER_BANNED"
        case .alreadySeated: "ALREADY_SEATED"
        case .alreadyInvited: "ALREADY_INVITED"
        case .inviteNotFound: "INVITE_NOT_FOUND"
        case .inviteExpired: "INVITE_EXPIRED"
        case .invitesFull: "INVITES_FULL"
        case .seatsFull: "SEATS_FULL"
        case .seatOccupied: "SEAT_OCCUPIED"
        case .seatLocked: "SEAT_LOCKED"
        case .hostSeat: "HOST_SEAT"
        case .notSeated: "NOT_SEATED"
        case .requestsClosed: "REQUESTS_CLOSED"
        case .queueFull: "QUEUE_FULL"
        case .seatRequestNotFound: "SEAT_REQUEST_NOT_FOUND"
        case .cannotTargetHost: "CANNOT_TARGET_HOST"
        case .cannotTargetModerator: "CANNOT_TARGET_MODERATOR"
        case .moderatorsFull: "MODERATORS_FULL"
        case .restrictionsFull: "RESTRICTIONS_FULL"
        case .productExists: "PRODUCT_EXISTS"
        case .productNotFound: "PRODUCT_NOT_FOUND"
        case .bagFull: "BAG_FULL"
        case .pinnedFull: "PINNED_FULL"
        case .productHidden: "PRODUCT_HIDDEN"
        case .notAPermutation: "NOT_A_PERMUTATION"
        case .staleOffer: "STALE_OFFER"
        }
    }
}
