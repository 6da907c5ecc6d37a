/// What a command would do, were it applied now: the same rules, on a copy that nobody keeps.
///
/// Request ids and their deadlines are not looked at: a dry run is not remembered, and nothing that
/// is remembered counts.
package struct RoomDryRun: Equatable, Sendable {
    /// Whether the command itself would change its room; what runs out before it does not count.
    package let wouldChange: Bool
    /// All preconditions that do not hold; when all hold, what the command would be rejected with.
    package let failures: [RoomRejection]

    package var wouldApply: Bool { self.failures.isEmpty }

    /// Judges `command` as `RoomStateMachine.apply` would at `context`.
    ///
    /// - Parameters:
    ///   - room: the command's room; `nil`: there is none, or it is to be created.
    ///   - livenessFloor: as `ApplyResult` told it last.
    ///   - hostedRoom: the room in LIVE, PAUSED or SUSPENDED that a user hosts at that time.
    package static func judge(
        _ command: RoomCommand, room: Room?, at context: ApplyContext,
        livenessFloor: GroupTime = .zero,
        hostedRoom: (UserID) throws(StateReadFailure) -> RoomID?
    ) throws(StateReadFailure) -> RoomDryRun {
        switch Self.begin(command, room, at: context, livenessFloor) {
        case .failure(let failures): return RoomDryRun(failures)
        case .success(let draft):
            var transaction = RoomTransaction(draft)
            if var rejection = try transaction.run(command.operations, hostedRoom: hostedRoom) {
                rejection.details.removeAll { $0.value == RoomID.unminted.rawValue }
                return RoomDryRun([rejection])
            }
            return RoomDryRun(changing: !transaction.draft.events.isEmpty)
        }
    }

    private init(_ failures: [RoomRejection]) {
        self.failures = failures
        self.wouldChange = false
    }

    private init(changing: Bool) {
        self.failures = []
        self.wouldChange = changing
    }

    private enum Beginning {
        case success(RoomDraft)
        case failure([RoomRejection])
    }

    private static func begin(
        _ command: RoomCommand, _ stored: Room?, at context: ApplyContext,
        _ livenessFloor: GroupTime
    ) -> Beginning {
        do {
            try command.validate()
            switch command.target {
            case .newRoom:
                return .success(
                    RoomDraft(
                        creating: try command.creation(), as: RoomID.unminted, context: context,
                        actor: command.actor))
            case .room(let id):
                guard let stored else { return .failure([.roomNotFound(id)]) }
                return Self.begin(command, in: stored, at: context, livenessFloor)
            }
        } catch {
            return .failure([RoomRejection(error)])
        }
    }

    /// What is due runs out first, then the whole command is judged, then its operations.
    private static func begin(
        _ command: RoomCommand, in stored: Room, at context: ApplyContext,
        _ livenessFloor: GroupTime
    ) -> Beginning {
        var room = stored
        var invitees: [UserID] = []
        if let expired = RoomDraft.expiring(
            stored, at: context, livenessFloor: livenessFloor)
        {
            var expiry = expired.draft
            guard !expiry.isPurged else { return .failure([.roomNotFound(stored.id)]) }
            _ = expiry.finish()
            invitees = expired.due.invitees
            room = expiry.room
        }
        do {
            try room.requireOpen(for: command.operations)
        } catch {
            return .failure([error])
        }
        let mismatches = room.mismatches(with: command.preconditions)
        guard mismatches.isEmpty else { return .failure(mismatches) }
        return .success(
            RoomDraft(
                room, context: context, actor: command.actor, expiredInvitees: invitees))
    }
}
