/// Why a room is as it is, in words or as JSON.
struct WhyText: Encodable {
    let roomId: String
    let revision: UInt64
    /// The oldest revision whose change is kept.
    let oldestRevision: UInt64
    let reasons: [RoomReason]

    func rendered(as format: OutputFormat) throws -> String {
        switch format {
        case .json: return try JSONText.text(of: self)
        case .table:
            let head =
                "room \(self.roomId) at revision \(self.revision); its changes are kept from "
                + "revision \(self.oldestRevision) on"
            return ([head] + self.reasons.map { Self.words(for: $0) }).joined(separator: "\n\n")
        }
    }

    private static func words(for reason: RoomReason) -> String {
        var lines = ["\(reason.what): \(reason.value)"]
        if let change = reason.change {
            lines.append("  by " + Self.words(for: change))
        } else {
            let remembered =
                reason.remembered.isEmpty
                ? "the room does not remember when" : reason.remembered
            lines.append("  the change is no longer kept; \(remembered)")
        }
        lines += reason.because.map { "  after " + Self.words(for: $0) }
        return lines.joined(separator: "\n")
    }

    private static func words(for step: RoomReason.Step) -> String {
        let who = step.actorId.isEmpty ? Self.nobody(step.cause) : step.actorId
        return "revision \(step.revision) at \(step.time), \(who): "
            + step.events.joined(separator: "; ")
    }

    private static func nobody(_ cause: String) -> String {
        switch cause {
        case "EXPIRY": "a deadline"
        case "PRESENCE": "the host's absence"
        case "OPERATOR": "an operator"
        default: "a service"
        }
    }
}
