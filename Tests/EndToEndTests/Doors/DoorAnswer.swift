import GRPCCalls
import GRPCCore
import RoomClient
import RoomProtocol

/// How a door refused a call, in words that all doors share.
struct DoorAnswer: Equatable, Sendable {
    let reason: String
    let outcome: String
    /// What differs from call to call is left out.
    let metadata: [String: String]

    private init(reason: String, outcome: String, metadata: [String: String]) {
        self.reason = reason
        self.outcome = outcome
        self.metadata = metadata.filter {
            !["outcome", "group_time", "replayed"].contains($0.key)
        }
    }

    init(_ error: Roomkeeper_V1_Error) {
        self.init(
            reason: error.reason, outcome: error.outcome == .notApplied ? "NOT_APPLIED" : "UNKNOWN",
            metadata: error.metadata)
    }

    init(_ error: RoomClientError) {
        self.init(
            reason: error.reason, outcome: error.outcome == .notApplied ? "NOT_APPLIED" : "UNKNOWN",
            metadata: error.metadata)
    }

    init(_ refusal: CallRefusal) {
        self.init(
            reason: refusal.reason, outcome: refusal.metadata["outcome"] ?? "",
            metadata: refusal.metadata)
    }

    init(_ error: ErrorAnswer.Body) {
        self.init(reason: error.reason, outcome: error.outcome, metadata: error.metadata)
    }
}

/// The statuses that belong to a reason (rooms.md §7).
struct DoorStatus: Sendable {
    let status: Roomkeeper_V1_Status
    let http: Int

    static func of(_ reason: String) throws -> DoorStatus {
        switch reason {
        case "ROOM_NOT_FOUND", "INVITE_NOT_FOUND", "SEAT_REQUEST_NOT_FOUND", "PRODUCT_NOT_FOUND":
            DoorStatus(status: .notFound, http: 404)
        case "ACTOR_NOT_ALLOWED": DoorStatus(status: .permissionDenied, http: 403)
        case "REVISION_MISMATCH", "PRECONDITION_MISMATCH":
            DoorStatus(status: .aborted, http: 409)
        case "INVALID_FIELD", "NOT_A_PERMUTATION":
            DoorStatus(status: .invalidArgument, http: 400)
        case "REQUEST_ID_REUSED", "ALREADY_SEATED", "ALREADY_INVITED", "PRODUCT_EXISTS":
            DoorStatus(status: .alreadyExists, http: 409)
        case "RATE_LIMITED", "REPLY_FULL": DoorStatus(status: .resourceExhausted, http: 429)
        case "OUT_OF_RANGE": DoorStatus(status: .outOfRange, http: 400)
        case "ROOM_ENDED", "ROOM_NOT_LIVE", "REQUEST_EXPIRED", "ROOM_TOO_LARGE",
            "HOST_ALREADY_LIVE", "ALREADY_STARTED", "NOT_PAUSED", "SEATS_IN_USE", "OVER_CAPACITY",
            "TARGET_NOT_SEATED", "INVITES_FULL", "SEATS_FULL", "SEAT_OCCUPIED", "SEAT_LOCKED",
            "HOST_SEAT", "NOT_SEATED", "REQUESTS_CLOSED", "QUEUE_FULL", "BAG_FULL", "PINNED_FULL",
            "PRODUCT_HIDDEN", "PRESENCE_NOT_TRACKED", "NOT_THE_HOST":
            DoorStatus(status: .failedPrecondition, http: 400)
        default: throw TestFailure("no status is known for \(reason)")
        }
    }
}
