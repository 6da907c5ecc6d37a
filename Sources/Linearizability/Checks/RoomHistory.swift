/// All that a history says of one room, for the checks that need no search.
struct RoomHistory: Sendable {
    typealias Line = History.Line<OperationRecord>
    typealias Watch = History.Line<WatchRecord>

    let room: String
    let operations: [Line]
    let watches: [Watch]
    /// Changes that certainly happened, with the revision that they made or found.
    let changes: [(line: Line, revision: Int)]
    /// Reads that saw the room.
    let sights: [(line: Line, revision: Int)]
    /// Whether the history has the room's beginning.
    let isWhole: Bool
    /// Whether the room may have been created again after its end, so that revisions come twice.
    let mayLiveTwice: Bool
    /// When the room's end was asked for first.
    let endAsked: Int64?
    /// Of all nodes of the history.
    let starts: NodeStarts

    init(room: String, operations: [Line], watches: [Watch], starts: NodeStarts) {
        self.room = room
        self.starts = starts
        self.operations = operations
        self.watches = watches
        self.changes = operations.compactMap { line in
            line.record.changedRevision.map { (line, $0) }
        }
        self.sights = operations.compactMap { line in
            line.record.seenRevision.map { (line, $0) }
        }
        let creations = operations.count { $0.record.kind == .create && $0.record.mayHaveEffect }
        self.endAsked =
            operations.filter { $0.record.kind == .delete && $0.record.mayHaveEffect }
            .map(\.record.call).min()
        self.isWhole = operations.contains { $0.record.kind == .create }
        self.mayLiveTwice =
            creations > 1
            && operations.contains { $0.record.kind == .delete && $0.record.mayHaveEffect }
    }

    func finding(_ check: CheckName, _ sentence: String, _ lines: [Line]) -> Finding {
        Finding(
            check, room: self.room, sentence,
            lines.map { Finding.Operation(line: $0.number, text: $0.record.words) })
    }

    /// One that points to watches, and to the operations that they contradict.
    func finding(
        _ check: CheckName, _ sentence: String, _ watches: [Watch], _ lines: [Line] = []
    ) -> Finding {
        var finding = self.finding(check, sentence, lines)
        finding.ops =
            watches.map { Finding.Operation(line: $0.number, text: $0.record.words) }
            + finding.ops
        finding.lines = finding.ops.map(\.line)
        return finding
    }
}

extension OperationRecord {
    /// The revision of a change that certainly happened.
    var changedRevision: Int? { self.isRead ? nil : self.doneResult?.revision }

    /// The revision of the room that a read saw.
    var seenRevision: Int? {
        guard self.isRead, let result = self.doneResult, result.exists != false else { return nil }
        return result.revision
    }

    /// The answer of what succeeded, as the client heard it or as it was found later.
    var doneResult: OperationResult? {
        switch (self.outcome, self.settled?.outcome) {
        case (.ok, _): self.result ?? OperationResult()
        case (.unknown, .ok): self.settled?.result ?? OperationResult()
        default: nil
        }
    }

    var mayHaveEffect: Bool {
        self.outcome == .ok
            || (self.outcome == .unknown && (self.settled == nil || self.settled?.outcome == .ok))
    }

    /// The value that a change leaves behind; nil when it leaves it alone.
    var writtenValue: HistoryValue? {
        switch self.kind {
        case .create, .set, .cas: (self.arguments?.value ?? .unset).asTitle
        default: nil
        }
    }

    /// Whether this made the revision that it told: a title set to what it was makes none.
    var surelyMadeRevision: Bool {
        guard self.kind == .set || self.kind == .cas else { return true }
        guard let expected = self.arguments?.expectedRevision else { return false }
        return self.changedRevision.map { $0 > expected } ?? false
    }
}

extension WatchRecord {
    /// The watch in a few words.
    var words: String {
        let key = self.key.map { " \($0)" } ?? ""
        let node = self.node.map { " at \($0)" } ?? ""
        let from = self.result.fromRevision.map { " from revision \($0)" } ?? ""
        let revisions = self.result.events.map { "\($0.revision)" }
        let shown = revisions.prefix(Self.revisionsInWords).joined(separator: ", ")
        let rest = revisions.count > Self.revisionsInWords ? " and on" : ""
        return "watch\(key)\(node)\(from) is told \(shown.isEmpty ? "nothing" : shown + rest)"
    }

    private static let revisionsInWords = 12
}
