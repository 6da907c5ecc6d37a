/// What nodes show after healing: the same, and all that was acknowledged.
enum FinalCheck {
    static func states(in history: RoomHistory) -> [Finding] {
        let finals = Self.reads(of: history)
        guard let first = finals.first else { return [] }
        for other in finals.dropFirst() {
            if let part = Self.difference(first.record, other.record) {
                let nodes = [first, other].map { $0.record.node ?? "one node" }
                return [
                    history.finding(
                        .finalStates,
                        "after healing \(nodes[0]) and \(nodes[1]) differ in the \(part)",
                        [first, other])
                ]
            }
        }
        return []
    }

    static func revisions(in history: RoomHistory) -> [Finding] {
        guard !history.mayLiveTwice else { return [] }
        var findings: [Finding] = []
        for final in Self.reads(of: history) {
            guard let revision = final.record.seenRevision else { continue }
            let acknowledged = history.changes.filter {
                $0.line.record.outcome == .ok && ($0.line.record.ret ?? .max) < final.record.call
            }
            guard let last = acknowledged.max(by: { $0.revision < $1.revision }),
                last.revision > revision
            else { continue }
            findings.append(
                history.finding(
                    .finalRevision,
                    "revision \(last.revision) was acknowledged, and after healing "
                        + "\(final.record.node ?? "a node") is at \(revision)",
                    [last.line, final]))
        }
        return findings
    }

    /// The final reads that were answered.
    static func reads(of history: RoomHistory) -> [RoomHistory.Line] {
        history.operations.filter { $0.record.isFinal && $0.record.isAnsweredRead }
    }

    private static func difference(_ one: OperationRecord, _ two: OperationRecord) -> String? {
        func differ<Part: Equatable>(_ one: Part?, _ two: Part?) -> Bool {
            one != nil && two != nil && one != two
        }
        let isThere = [one, two].map { $0.outcome == .ok && $0.result?.exists != false }
        if isThere[0] != isThere[1] { return "existence of the room" }
        if differ(one.result?.revision, two.result?.revision) { return "revision" }
        if differ(one.result?.value?.asTitle, two.result?.value?.asTitle) { return "value" }
        if differ(one.result?.host, two.result?.host) { return "host" }
        if differ(one.result?.pins, two.result?.pins) { return "pins" }
        return differ(one.result?.cohosts?.sorted(), two.result?.cohosts?.sorted())
            ? "co-hosts" : nil
    }
}

extension OperationRecord {
    /// A read with an answer, be it that there is no such room.
    var isAnsweredRead: Bool {
        self.isRead && (self.outcome == .ok || self.result?.code == .notFound)
    }
}
