import RoomProtocol

/// One change of a room in a line: when, in which room, to which revision, who, what.
struct ChangeText {
    let change: Roomkeeper_V1_Change

    var line: String {
        let what = self.change.events.map { EventText.words(for: $0) }.joined(separator: "; ")
        return [
            TimeText.text(self.change.groupTime), self.change.roomID,
            "rev \(self.change.revision)", self.who, what,
        ].joined(separator: "  ")
    }

    /// The user, or what caused the change when it was nobody's command.
    var who: String { Self.who(self.change.actorID, self.change.cause) }

    static func who(_ actor: String, _ cause: Roomkeeper_V1_Cause) -> String {
        guard actor.isEmpty else { return actor }
        return switch cause {
        case .expiry: "(a deadline)"
        case .presence: "(the host's absence)"
        case .operator: "(an operator)"
        case .command, .unspecified, .UNRECOGNIZED: "(a service)"
        }
    }
}
