/// What a node shows after a start is not older than what anybody had been told before that.
///
/// A read may be old by its caller's wish, and still a node that starts serves none before it has
/// applied what was committed when it asked after its start: whatever had been acknowledged by
/// then, or seen at any node, is part of it.
enum StartCheck {
    static func findings(in history: RoomHistory) -> [Finding] {
        guard !history.mayLiveTwice, !history.starts.isEmpty else { return [] }
        let told = ToldRevisions(history)
        return history.operations.compactMap { line -> Finding? in
            let read = line.record
            guard read.isStale, read.isAnsweredRead, let node = read.node,
                let start = history.starts.last(of: node, before: read.call),
                let newest = told.newest(before: start.at),
                let shown = history.isBehind(read, newest.revision)
            else { return nil }
            var finding = history.finding(
                .behindStart,
                "\(node) shows \(shown) after a start, in line \(start.line), before which "
                    + "revision \(newest.revision) was told in line \(newest.line.number): "
                    + newest.line.record.words,
                [newest.line, line])
            finding.ops.insert(
                Finding.Operation(line: start.line, text: "\(node) starts at \(start.at)"), at: 1)
            finding.lines = finding.ops.map(\.line)
            return finding
        }
    }
}

extension RoomHistory {
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
