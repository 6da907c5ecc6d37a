package import RoomProtocol
package import RoomState

extension Roomkeeper_V1_Error {
    /// What the rules refused, as every door tells it (rooms.md §7).
    package init(_ rejection: RoomRejection) {
        var metadata: [String: String] = [:]
        for detail in rejection.details {
            metadata[detail.key] = detail.value
        }
        if let index = rejection.opIndex {
            metadata["op_index"] = String(index)
        }
        self.init(
            reason: rejection.reason.code, message: rejection.message,
            status: rejection.reason.status, outcome: rejection.effect.outcome,
            metadata: metadata)
        if rejection.reason == .rateLimited {
            self.retryAfterMs = Limits.retryAfterMilliseconds
        }
    }
}

extension RoomRejection.Effect {
    fileprivate var outcome: Roomkeeper_V1_Outcome {
        switch self {
        case .notApplied: .notApplied
        case .unknown: .unknown
        }
    }
}

extension RejectionReason {
    /// The canonical status of each reason.
    ///
    /// A full bag or stage is FAILED_PRECONDITION and not RESOURCE_EXHAUSTED: callers' retry
    /// policies wait and send the latter again, which would never help here.
    package var status: Roomkeeper_V1_Status {
        switch self {
        case .roomNotFound, .inviteNotFound, .seatRequestNotFound, .productNotFound:
            .notFound
        case .actorNotAllowed, .cannotTargetHost, .cannotTargetModerator:
            .permissionDenied
        case .revisionMismatch, .preconditionMismatch, .staleOffer:
            .aborted
        case .invalidField, .notAPermutation:
            .invalidArgument
        case .requestIDReused, .alreadySeated, .alreadyInvited, .productExists:
            .alreadyExists
        case .rateLimited:
            .resourceExhausted
        case .roomEnded, .roomSuspended, .roomNotLive, .requestExpired, .roomTooLarge,
            .hostAlreadyLive, .alreadyStarted, .notPaused, .seatsInUse, .overCapacity,
            .targetNotSeated, .userBanned, .inviteExpired, .invitesFull, .seatsFull,
            .seatOccupied, .seatLocked, .hostSeat, .notSeated, .requestsClosed, .queueFull,
            .moderatorsFull, .restrictionsFull, .bagFull, .pinnedFull, .productHidden:
            .failedPrecondition
        }
    }
}
