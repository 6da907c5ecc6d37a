/// What must be so for a run to prove anything; of a history alone nothing is asked.
enum Assumptions {
    /// So many of a hundred operations must have been decided: done, or refused by the state
    /// machine.
    static let leastPercentDecided = 60
    /// Missing final reads that are named; how many more there are is said.
    private static let namedGaps = 5

    static func check(_ history: History) -> [Verdict.Assumption] {
        var assumptions: [Verdict.Assumption] = []
        for meta in history.metas {
            guard case .invalid(let detail) = meta.record else { continue }
            assumptions.append(Verdict.Assumption(sentence: detail, holds: false))
        }
        if history.run != nil { assumptions.append(Self.enoughWereDecided(history)) }
        if !history.faults.isEmpty { assumptions.append(Self.everyFaultTookHold(history)) }
        if let nodes = history.run?.nodes, !nodes.isEmpty {
            assumptions.append(Self.everyRoomIsReadInTheEnd(history, nodes))
        }
        return assumptions
    }

    private static func enoughWereDecided(_ history: History) -> Verdict.Assumption {
        let attempted = history.operations.filter { !$0.record.isFinal }
        let decided = attempted.count {
            $0.record.outcome == .ok || $0.record.outcome == .fail && $0.record.result?.code != nil
        }
        let percent = decided * 100 / max(attempted.count, 1)
        let holds =
            !attempted.isEmpty && decided * 100 >= attempted.count * Self.leastPercentDecided
        return Verdict.Assumption(
            sentence: "\(decided) of \(attempted.count) operations were decided (\(percent) %, at "
                + "least \(Self.leastPercentDecided) % are needed)", holds: holds)
    }

    private static func everyFaultTookHold(_ history: History) -> Verdict.Assumption {
        let failed = history.faults.filter { $0.record.took == false }
        guard let first = failed.first else {
            return Verdict.Assumption(
                sentence: "each of \(history.faults.count) faults took hold", holds: true)
        }
        return Verdict.Assumption(
            sentence: "\(failed.count) of \(history.faults.count) faults never took hold, first "
                + "\(first.record.name) in line \(first.number)", holds: false)
    }

    /// A final read of each room at each node that is still a member.
    private static func everyRoomIsReadInTheEnd(
        _ history: History, _ nodes: [String]
    ) -> Verdict.Assumption {
        var last: [String: MetaRecord.NodeRecord] = [:]
        for meta in history.metas {
            guard case .node(let record) = meta.record,
                record.at >= last[record.node]?.at ?? .min
            else { continue }
            last[record.node] = record
        }
        // Nodes that joined later are told by what they were seen to be.
        let members = Set(nodes).union(last.keys).filter { last[$0]?.state != .removed }.sorted()
        let rooms = Set(
            history.operations.filter { !$0.record.isRead && $0.record.mayHaveEffect }
                .compactMap(\.record.room))
        let read = Set(
            history.operations.filter { $0.record.isFinal && $0.record.isAnsweredRead }
                .map { "\($0.record.room ?? "") at \($0.record.node ?? "")" })
        let missing = rooms.sorted().flatMap { room in members.map { "\(room) at \($0)" } }
            .filter { !read.contains($0) }
        let all = rooms.count * members.count
        guard !missing.isEmpty else {
            return Verdict.Assumption(
                sentence: "each of \(rooms.count) rooms is read in the end at each of "
                    + "\(members.count) nodes", holds: true)
        }
        let named = missing.prefix(Self.namedGaps).joined(separator: ", ")
        let more = missing.count > Self.namedGaps ? " and more" : ""
        return Verdict.Assumption(
            sentence: "\(missing.count) of \(all) final reads are missing: \(named)\(more)",
            holds: false)
    }
}
