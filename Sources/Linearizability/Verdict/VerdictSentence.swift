/// The one sentence that a verdict comes down to.
enum VerdictSentence {
    static func sentence(
        _ outcome: Verdict.Outcome, findings: [Finding], assumptions: [Verdict.Assumption],
        _ rooms: [Verdict.RoomResult], _ counts: Verdict.Counts
    ) -> String {
        switch outcome {
        case .pass:
            let watched =
                counts.events > 0 ? ", and \(counts.events) watched events tell the truth" : ""
            return "\(counts.operations) operations in \(self.count(counts.rooms, "room")) have an "
                + "order that explains every answer\(watched)"
        case .bad:
            // What contradicts two lines says more in a sentence than that there is no order.
            let first =
                findings.first { $0.check != .linearizability && $0.room == findings[0].room }
                ?? findings.first
            let room = first?.room.map { $0.isEmpty ? "" : "room \($0): " } ?? ""
            let more = findings.count - 1
            let rest = more > 0 ? " (and \(self.count(more, "more finding")))" : ""
            return room + (first?.sentence ?? "") + rest
        case .invalid:
            let broken = assumptions.filter { !$0.holds }.map(\.sentence)
            return "the run proves nothing: " + broken.joined(separator: "; ")
        case .undecided:
            let open = rooms.count { $0.outcome == .undecided }
            return "not decided in time for \(self.count(open, "room")) of \(counts.rooms)"
        }
    }

    private static func count(_ number: Int, _ thing: String) -> String {
        number == 1 ? "1 \(thing)" : "\(number) \(thing)s"
    }
}
