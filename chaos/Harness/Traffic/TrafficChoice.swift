import Linearizability

/// What a logical client asks for next.
struct TrafficChoice: Sendable {
    enum Kind: Sendable {
        case read(isStale: Bool)
        case change(OperationKind, OperationArguments)
        /// Asks again for a change that was acknowledged: it must get the same answer.
        case repetition
    }

    let kind: Kind
    let slot: Int

    private static let products = 8
    private static let users = 8

    /// - Parameters:
    ///   - value: a title that nobody has used.
    ///   - host: of the room, and the revision that was last heard of it, by slot.
    static func draw(
        value: String, room: (Int) -> (host: String, revision: Int?)?,
        _ generator: inout SeededGenerator
    ) -> TrafficChoice {
        let heat = RoomBook.Heat.allCases.randomElement(using: &generator) ?? .hot
        let slot = Int.random(in: heat.slots, using: &generator)
        guard let room = room(slot) else {
            return TrafficChoice(kind: .change(.create, .init(value: .text(value))), slot: slot)
        }
        let roll = Int.random(in: 0..<100, using: &generator)
        let user = "u\(Int.random(in: 1...Self.users, using: &generator))"
        // Mostly the host; now and then somebody who may be a co-host, or the service.
        let actor: String? =
            switch Int.random(in: 0..<20, using: &generator) {
            case 0...1: user
            case 2...3: nil
            default: room.host
            }
        var arguments = OperationArguments(actor: actor)
        let kind: OperationKind
        switch roll {
        case 0..<30: return TrafficChoice(kind: .read(isStale: false), slot: slot)
        case 30..<40: return TrafficChoice(kind: .read(isStale: true), slot: slot)
        case 40..<54:
            kind = .set
            arguments.value = .text(value)
        case 54..<68:
            guard let revision = room.revision else {
                return TrafficChoice(kind: .read(isStale: false), slot: slot)
            }
            kind = .cas
            arguments.value = .text(value)
            arguments.expectedRevision = revision
        case 68..<88:
            kind = roll < 79 ? .pin : .unpin
            arguments.id = "p\(Int.random(in: 1...Self.products, using: &generator))"
        case 88..<97:
            kind = roll < 93 ? .cohostAdd : .cohostRemove
            arguments.user = "u\(Int.random(in: 1...Self.users, using: &generator))"
            // Seating at once is the service's; taking a seat away is the host's as well.
            if kind == .cohostAdd { arguments.actor = nil }
        case 97..<99: return TrafficChoice(kind: .repetition, slot: slot)
        default:
            guard heat == .cold else {
                return TrafficChoice(kind: .read(isStale: false), slot: slot)
            }
            kind = .delete
            // Who may not end a room is told so even after its end; the histories' model of a room
            // knows only that it is gone.
            if actor == user { arguments.actor = room.host }
        }
        return TrafficChoice(kind: .change(kind, arguments), slot: slot)
    }
}
