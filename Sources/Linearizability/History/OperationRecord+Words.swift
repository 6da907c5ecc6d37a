extension OperationRecord {
    /// The operation and its answer in a few words, such as `process 3 sets "v9": revision 5`.
    package var words: String { "process \(self.process) \(self.deed): \(self.answerWords)" }

    private var deed: String {
        let arguments = self.arguments
        let value = arguments?.value ?? .unset
        let deed: String
        switch self.kind {
        case .create: deed = "creates the room with \(value)"
        case .delete: deed = "deletes the room"
        case .set: deed = "sets \(value)"
        case .write: deed = "writes \(value)"
        case .cas where arguments?.expectedRevision == nil:
            deed = "writes \(value) over \(arguments?.old ?? .unset)"
        case .cas: deed = "sets \(value)"
        case .pin: deed = "pins \(arguments?.id ?? "")"
        case .unpin: deed = "unpins \(arguments?.id ?? "")"
        case .cohostAdd: deed = "makes \(arguments?.user ?? "") a co-host"
        case .cohostRemove: deed = "takes \(arguments?.user ?? "") as a co-host away"
        case .read: deed = self.isStale ? "reads what may be old" : "reads"
        }
        let expected = arguments?.expectedRevision.map { " at revision \($0)" } ?? ""
        let actor = arguments?.actor.map { " as \($0)" } ?? ""
        return deed + expected + actor
    }

    private var answerWords: String {
        switch (self.outcome, self.settled) {
        case (.ok, _): self.isRead ? Self.sight(self.result) : Self.change(self.result)
        case (.fail, _):
            self.result?.code.map { "refused, \($0.name)" } ?? "failed, certainly without effect"
        case (.unknown, nil): "outcome unknown"
        case (.unknown, .some(let settled)):
            switch settled.outcome {
            case .ok: "unknown, in the log \(Self.change(settled.result))"
            case .fail:
                "unknown, in the log refused, \(settled.result?.code?.name ?? "without a reason")"
            case .never: "unknown, settled as never applied"
            }
        }
    }

    private static func change(_ result: OperationResult?) -> String {
        result?.revision.map { "revision \($0)" } ?? "done"
    }

    private static func sight(_ result: OperationResult?) -> String {
        guard let result else { return "nothing" }
        if result.exists == false { return "there is no room" }
        var parts: [String] = []
        if let revision = result.revision { parts.append("revision \(revision)") }
        if let value = result.value { parts.append("\(value)") }
        if let pins = result.pins, !pins.isEmpty {
            parts.append("pinned \(pins.joined(separator: ", "))")
        }
        if let cohosts = result.cohosts, !cohosts.isEmpty {
            parts.append("co-hosts \(cohosts.joined(separator: ", "))")
        }
        return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
    }
}
