/// A request to change one room, as it is written to the log: all of its operations or none.
package struct RoomCommand: Equatable, Sendable {
    /// The authenticated identity of the service that sent it, also when a follower forwarded it.
    package var caller: String
    /// With it, a repetition returns the first outcome; never without `notAfter`.
    package var requestID: RequestID?
    /// Group time from which the command may not take effect any more; never without `requestID`.
    package var notAfter: GroupTime?
    package var target: Target
    /// On whose behalf; `nil`: the calling service itself.
    package var actor: UserID?
    package var preconditions: Preconditions
    /// 1 to 64.
    package var operations: [RoomOperation]

    package init(
        caller: String, target: Target, actor: UserID? = nil,
        preconditions: Preconditions = Preconditions(), operations: [RoomOperation]
    ) {
        self.caller = caller
        self.requestID = nil
        self.notAfter = nil
        self.target = target
        self.actor = actor
        self.preconditions = preconditions
        self.operations = operations
    }

    package enum Target: Equatable, Sendable {
        case room(RoomID)
        /// The first operation is `create`, which names the owner.
        case newRoom
    }
}

extension RoomCommand {
    /// Whether it only ends rooms, which makes room on a disk that is nearly full.
    package var freesSpace: Bool {
        !self.operations.isEmpty
            && self.operations.allSatisfy { operation in
                if case .end = operation { true } else { false }
            }
    }
}
