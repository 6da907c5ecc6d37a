/// Who may do what (rooms.md §4, column "Who").
///
/// A service acts without an actor. It is trusted: it authenticated the user it speaks for, or
/// needs none. So it may do everything, and is named in the table only where no user may.
enum ActorRule {
    /// The owner and the host: lifecycle and host.
    case ownerOrHost
    /// The host and the seated co-hosts: stage and products.
    case hostOrCoHost
    /// The owner, before there is a host: creation.
    case owner
    /// The user whom the operation names.
    case user(UserID)
    case serviceOnly

    fileprivate var words: String {
        switch self {
        case .ownerOrHost: "owner, host, service"
        case .hostOrCoHost: "host, co-host, service"
        case .owner: "owner, service"
        case .user(let user): "\(user), service"
        case .serviceOnly: "service"
        }
    }
}

extension RoomDraft {
    func require(_ rule: ActorRule) throws(RoomRejection) {
        guard let actor = self.actor else { return }
        let head = self.room.head
        let isAllowed: Bool
        switch rule {
        case .ownerOrHost: isAllowed = actor == head.ownerID || actor == head.hostID
        case .hostOrCoHost: isAllowed = actor == head.hostID || self.isCoHost(actor)
        case .owner: isAllowed = actor == head.ownerID
        case .user(let user): isAllowed = actor == user
        case .serviceOnly: isAllowed = false
        }
        guard !isAllowed else { return }
        throw RoomRejection(
            .actorNotAllowed,
            details: [.init("actor", actor.rawValue), .init("allowed", rule.words)])
    }

    private func isCoHost(_ user: UserID) -> Bool {
        self.room.stage.seats.contains {
            $0.occupant?.role == .coHost && $0.occupant?.userID == user
        }
    }
}
