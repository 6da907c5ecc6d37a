/// What watches told: in order, once, without a gap, across resumptions, and the truth.
enum WatchCheck {
    /// Order, duplicates and gaps within each line.
    static func sequence(in history: RoomHistory) -> [Finding] {
        guard !history.mayLiveTwice else { return [] }
        return history.watches.compactMap { watch in
            let result = watch.record.result
            var last = result.fromRevision ?? result.snapshot?.revision
            for event in watch.record.result.events {
                defer { last = event.revision }
                guard let before = last else { continue }
                if event.revision == before {
                    return history.finding(
                        .watchTwice, "revision \(event.revision) is told twice", [watch])
                }
                if event.revision < before {
                    return history.finding(
                        .watchOrder, "revision \(event.revision) is told after \(before)", [watch])
                }
                if watch.record.tellsEveryChange, event.revision > before + 1 {
                    return history.finding(
                        .watchGap,
                        "after revision \(before) comes \(event.revision), and what is between is "
                            + "never told", [watch])
                }
            }
            return nil
        }
    }

    /// A resumed watch begins where it was left.
    static func resumption(in history: RoomHistory) -> [Finding] {
        let keyed = Dictionary(grouping: history.watches.filter { $0.record.key != nil }) {
            $0.record.key ?? ""
        }
        return keyed.sorted { $0.key < $1.key }.flatMap { key, watches -> [Finding] in
            let inOrder = watches.sorted { $0.record.call < $1.record.call }
            return zip(inOrder, inOrder.dropFirst()).compactMap { before, after in
                guard let from = after.record.result.fromRevision,
                    let last = before.record.result.events.last?.revision
                        ?? before.record.result.fromRevision,
                    from != last
                else { return nil }
                return history.finding(
                    .watchResumption,
                    "the watch \(key) was left at revision \(last) and resumed from \(from)",
                    [before, after])
            }
        }
    }

    /// Events tell what the write at their revision wrote, and not before it was sent.
    static func truth(in history: RoomHistory) -> [Finding] {
        guard !history.mayLiveTwice else { return [] }
        let values = Self.values(of: history)
        let makers = Dictionary(
            history.changes.filter(\.line.record.surelyMadeRevision).map { ($0.revision, $0.line) },
            uniquingKeysWith: { first, _ in first })
        return history.watches.compactMap { watch in
            for event in watch.record.sights {
                if let told = event.value?.asTitle, let known = values[event.revision],
                    told != known.value
                {
                    return history.finding(
                        .watchTruth,
                        "revision \(event.revision) is told with \(told), and it has "
                            + "\(known.value)", [watch], [known.line])
                }
                if let at = event.at, let maker = makers[event.revision],
                    at < maker.record.call
                {
                    return history.finding(
                        .watchTruth,
                        "revision \(event.revision) is told before the change that made it was "
                            + "sent", [watch], [maker])
                }
            }
            return nil
        }
    }

    /// A watch that has told a room does not tell that there is none, unless somebody has asked for
    /// its end; one that begins may come to a node that does not know the room yet.
    static func gone(in history: RoomHistory) -> [Finding] {
        history.watches.compactMap { watch in
            let result = watch.record.result
            guard let gone = result.gone,
                let known = watch.record.sights.last?.revision ?? result.fromRevision, known > 0
            else { return nil }
            if let asked = history.endAsked, asked <= gone { return nil }
            return history.finding(
                .watchGone,
                "after revision \(known) a watch is told that there is no room, and nobody had "
                    + "asked for its end", [watch])
        }
    }

    /// The value at each revision where a write or a read tells it, carried over other changes.
    private static func values(
        of history: RoomHistory
    ) -> [Int: (value: HistoryValue, line: RoomHistory.Line)] {
        var values: [Int: (value: HistoryValue, line: RoomHistory.Line)] = [:]
        for (line, revision) in history.changes {
            if let value = line.record.writtenValue, values[revision] == nil {
                values[revision] = (value, line)
            }
        }
        for (line, revision) in history.sights {
            if let value = line.record.doneResult?.value?.asTitle, values[revision] == nil {
                values[revision] = (value, line)
            }
        }
        for (line, revision) in history.changes.sorted(by: { $0.revision < $1.revision }) {
            if line.record.writtenValue == nil, line.record.kind != .delete,
                values[revision] == nil
            {
                values[revision] = values[revision - 1]
            }
        }
        return values
    }
}
