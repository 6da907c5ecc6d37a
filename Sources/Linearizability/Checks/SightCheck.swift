/// What reads saw, held against each other and against what was written.
enum SightCheck {
    /// One revision read as two states.
    static func twoStates(in history: RoomHistory) -> [Finding] {
        guard !history.mayLiveTwice else { return [] }
        let all =
            history.sights.map {
                (line: $0.line, revision: $0.revision, seen: Seen($0.line.record))
            }
            + history.changes.map {
                (line: $0.line, revision: $0.revision, seen: Seen(writtenBy: $0.line.record))
            }
        return Dictionary(grouping: all, by: \.revision).sorted { $0.key < $1.key }
            .compactMap { revision, seen in
                // What writes say first, so that the one that is pointed at is the read.
                let inOrder = seen.sorted { !$0.line.record.isRead && $1.line.record.isRead }
                for (place, one) in inOrder.enumerated() {
                    for other in inOrder[..<place] {
                        // Two writes at one revision have a check of their own.
                        guard one.line.record.isRead, let part = one.seen.differs(from: other.seen)
                        else { continue }
                        return history.finding(
                            .twoStates, "the \(part) of revision \(revision) is told in two ways",
                            [other.line, one.line])
                    }
                    if place >= Self.comparedAtOneRevision { break }
                }
                return nil
            }
    }

    /// Sights at one revision that are compared each with each; more would say the same again.
    private static let comparedAtOneRevision = 64

    private struct Seen {
        var value: HistoryValue?
        var host: String?
        var pins: [String]?
        var cohosts: [String]?

        init(_ read: OperationRecord) {
            let result = read.doneResult
            self.value = result?.value?.asTitle
            self.host = result?.host
            self.pins = result?.pins
            self.cohosts = result?.cohosts?.sorted()
        }

        init(writtenBy change: OperationRecord) {
            self.value = change.writtenValue
        }

        /// The first part that both tell, and not alike.
        func differs(from other: Seen) -> String? {
            func differ<Part: Equatable>(_ one: Part?, _ two: Part?) -> Bool {
                one != nil && two != nil && one != two
            }
            if differ(self.value, other.value) { return "value" }
            if differ(self.host, other.host) { return "host" }
            if differ(self.pins, other.pins) { return "pins" }
            return differ(self.cohosts, other.cohosts) ? "co-hosts" : nil
        }
    }

    /// A revision older than one that was returned before the call, or no room after it.
    static func older(in history: RoomHistory) -> [Finding] {
        guard !history.mayLiveTwice else { return [] }
        let told = ToldRevisions(history)
        let changes = Dictionary(
            history.changes.map { ($0.line.number, $0.revision) },
            uniquingKeysWith: { first, _ in first })
        return history.operations.filter { !$0.record.isStale }
            .sorted { $0.record.call < $1.record.call }
            .compactMap { line -> Finding? in
                guard let newest = told.newest(before: line.record.call) else { return nil }
                let shown: String?
                if let revision = changes[line.number] {
                    shown = revision < newest.revision ? "revision \(revision)" : nil
                } else {
                    shown = history.isBehind(line.record, newest.revision)
                }
                guard let shown else { return nil }
                return history.finding(
                    .older,
                    "\(shown) came out of a call that was made after revision "
                        + "\(newest.revision) had been returned, in line \(newest.line.number): "
                        + newest.line.record.words,
                    [newest.line, line])
            }
    }

    /// A revision that was seen before there could be so many changes.
    static func tooNew(in history: RoomHistory) -> [Finding] {
        guard history.isWhole, !history.mayLiveTwice else { return [] }
        let calls = history.operations
            .filter { !$0.record.isRead && $0.record.mayHaveEffect }
            .map(\.record.call).sorted()
        func count(by time: Int64) -> Int {
            var low = 0
            var high = calls.count
            while low < high {
                let middle = (low + high) / 2
                if calls[middle] <= time { low = middle + 1 } else { high = middle }
            }
            return low
        }
        var findings: [Finding] = []
        for (line, revision) in history.sights {
            let most = count(by: line.record.ret ?? .max)
            guard revision > most else { continue }
            findings.append(
                history.finding(
                    .tooNew,
                    "revision \(revision) is read when only \(most) changes had been asked for",
                    [line]))
        }
        for watch in history.watches {
            for event in watch.record.sights {
                let most = count(by: event.at ?? watch.record.ret ?? .max)
                guard event.revision > most else { continue }
                findings.append(
                    history.finding(
                        .tooNew,
                        "revision \(event.revision) is told when only \(most) changes had been "
                            + "asked for", [watch]))
                break
            }
        }
        return findings
    }
}
