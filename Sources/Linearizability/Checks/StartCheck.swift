/// What a node shows after a start is not older than what anybody had been told before that.
///
/// A read may be old by its caller's wish, and still a node that starts serves none before it has
/// applied what was committed when it asked after its start: whatever had been acknowledged by
/// then, or seen at any node, is part of it.
enum StartCheck {
    static func findings(in history: RoomHistory) -> [Finding] {
        guard !history.mayLiveTwice, !history.starts.isEmpty else { return [] }
        let told = ToldRevisions(history)
        let reads = history.operations.compactMap { line -> Finding? in
            let read = line.record
            guard read.isStale, read.isAnsweredRead, let node = read.node,
                let start = history.starts.last(of: node, before: read.call),
                let newest = told.newest(before: start.at),
                let shown = history.isBehind(read, newest.revision)
            else { return nil }
            return Self.finding(
                history, "\(node) shows \(shown)", start, newest,
                Finding.Operation(line: line.number, text: read.words))
        }
        return reads + Self.watches(in: history, told)
    }

    /// Watches that begin anew with less than they must.
    private static func watches(in history: RoomHistory, _ told: ToldRevisions) -> [Finding] {
        history.watches.compactMap { watch -> Finding? in
            let record = watch.record
            guard let node = record.node,
                let start = history.starts.last(of: node, before: record.call),
                let newest = told.newest(before: start.at),
                let shown = history.begins(record, behind: newest.revision)
            else { return nil }
            return Self.finding(
                history, "a watch at \(node) begins with \(shown)", start, newest,
                Finding.Operation(line: watch.number, text: record.words))
        }
    }

    private static func finding(
        _ history: RoomHistory, _ what: String, _ start: NodeStarts.Start,
        _ newest: ToldRevisions.Told, _ last: Finding.Operation
    ) -> Finding {
        var finding = history.finding(
            .behindStart,
            "\(what) after a start, in line \(start.line), before which revision "
                + "\(newest.revision) was told in line \(newest.line.number): "
                + newest.line.record.words, [newest.line])
        finding.ops += [Finding.Operation(line: start.line, text: "the node starts"), last]
        finding.lines = finding.ops.map(\.line)
        return finding
    }
}

extension RoomHistory {
    /// What a fresh watch begins with, in words, when that is older than a revision; else nil.
    func begins(_ watch: WatchRecord, behind revision: Int) -> String? {
        if let seen = watch.result.snapshot?.revision {
            return seen < revision ? "revision \(seen)" : nil
        }
        // One that goes on where another was left has a revision and no snapshot.
        guard let gone = watch.result.gone, watch.sights.isEmpty,
            watch.result.fromRevision ?? 0 == 0
        else { return nil }
        if let asked = self.endAsked, asked <= gone { return nil }
        return "no room"
    }

    /// What a read shows, in words, when that is older than a revision that was told; else nil.
    ///
    /// That there is no room is older unless its end was asked for before the read returned.
    func isBehind(_ read: OperationRecord, _ revision: Int) -> String? {
        if let seen = read.seenRevision {
            return seen < revision ? "revision \(seen)" : nil
        }
        let isAbsent = read.result?.exists == false || read.result?.code == .notFound
        guard read.isAnsweredRead, isAbsent else { return nil }
        if let asked = self.endAsked, asked <= read.ret ?? .max { return nil }
        return "no room"
    }
}
