/// One command under way: a draft of its own room, and the rooms that END_OTHER ends with it.
///
/// Applying and a dry run share it, so that they cannot differ. Whoever drops it has changed
/// nothing.
struct RoomTransaction {
    var draft: RoomDraft
    /// In the order in which they end.
    private(set) var ended: [RoomID] = []

    init(_ draft: consuming RoomDraft) {
        self.draft = draft
    }

    /// Runs operations one after the other; the first that fails is told and fails them all.
    ///
    /// - Parameter hostedRoom: the room in LIVE, PAUSED or SUSPENDED that a user hosts now.
    mutating func run(
        _ operations: [RoomOperation],
        hostedRoom: (UserID) throws(StateReadFailure) -> RoomID?
    ) throws(StateReadFailure) -> RoomRejection? {
        for index in operations.indices {
            self.draft.operationIndex = index
            var rejection: RoomRejection?
            switch self.draft.attempt(operations[index]) {
            case .success(nil): break
            case .success(let claim?):
                rejection = self.judge(claim, held: try hostedRoom(claim.userID))
            case .failure(let failure): rejection = failure
            }
            if var rejection {
                rejection.opIndex = index
                return rejection
            }
        }
        return nil
    }

    /// Makes sure that the claimed host hosts no other room, or says which one.
    private mutating func judge(_ claim: HostClaim, held: RoomID?) -> RoomRejection? {
        guard let held, held != self.draft.room.id, !self.ended.contains(held) else { return nil }
        guard claim.onConflict == .endOther else {
            return RoomRejection(
                .hostAlreadyLive,
                details: [
                    .init("room_id", held.rawValue), .init("host_id", claim.userID.rawValue),
                ])
        }
        self.ended.append(held)
        return nil
    }
}

extension RoomRejection {
    static func roomNotFound(_ id: RoomID) -> RoomRejection {
        RoomRejection(.roomNotFound, details: [.init("room_id", id.rawValue)])
    }
}

extension Room {
    /// An ended room admits only `end`: said before preconditions, for nothing can make them hold.
    func requireOpen(for operations: [RoomOperation]) throws(RoomRejection) {
        guard self.head.state == .ended else { return }
        for index in operations.indices {
            if case .end = operations[index] { continue }
            throw RoomRejection(
                .roomEnded, opIndex: index, details: [.init("room_id", self.id.rawValue)])
        }
    }
}
