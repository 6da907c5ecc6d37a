/// Two changes at one revision, and one request id at two.
enum ChangeCheck {
    static func twoChanges(in history: RoomHistory) -> [Finding] {
        guard !history.mayLiveTwice else { return [] }
        return Dictionary(grouping: history.changes, by: \.revision)
            .sorted { $0.key < $1.key }
            .compactMap { revision, changes in
                guard let pair = Self.contradiction(changes.map(\.line)) else { return nil }
                return history.finding(
                    .twoChanges,
                    "two changes made revision \(revision), and each change makes one of its own",
                    [pair.0, pair.1])
            }
    }

    /// Two changes that cannot both be at one revision; setting what is set already can.
    private static func contradiction(
        _ lines: [RoomHistory.Line]
    ) -> (RoomHistory.Line, RoomHistory.Line)? {
        let sure = lines.filter(\.record.surelyMadeRevision)
        if sure.count > 1 { return (sure[0], sure[1]) }
        let titles = lines.filter { $0.record.writtenValue != nil }
        guard let first = titles.first,
            let other = titles.first(where: {
                $0.record.writtenValue != first.record.writtenValue
            })
        else { return nil }
        return (first, other)
    }

    static func twoRevisions(in history: RoomHistory) -> [Finding] {
        let keyed = history.changes.filter { $0.line.record.key != nil }
        return Dictionary(grouping: keyed) { $0.line.record.key ?? "" }
            .sorted { $0.key < $1.key }
            .compactMap { key, changes in
                guard
                    let other = changes.first(where: { $0.revision != changes[0].revision })
                else { return nil }
                return history.finding(
                    .twoRevisions,
                    "the request \(key) took effect at revision \(changes[0].revision) and again "
                        + "at \(other.revision)",
                    [changes[0].line, other.line])
            }
    }
}
