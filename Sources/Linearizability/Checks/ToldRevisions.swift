/// What clients had been told of a room by a moment: acknowledgements of changes, and sights of any
/// kind, for what a node shows is committed.
struct ToldRevisions {
    typealias Told = (line: RoomHistory.Line, revision: Int)

    /// In order of return, each with the newest that had been told by then.
    private let inOrder: [(ret: Int64, newest: Told)]

    init(_ history: RoomHistory) {
        var newest: Told?
        self.inOrder = (history.changes + history.sights).filter { $0.line.record.outcome == .ok }
            .sorted { ($0.line.record.ret ?? .max) < ($1.line.record.ret ?? .max) }
            .map { told in
                let best = newest.flatMap { $0.revision >= told.revision ? $0 : nil } ?? told
                newest = best
                return (told.line.record.ret ?? .max, best)
            }
    }

    /// The newest of what had returned before a moment.
    func newest(before time: Int64) -> Told? {
        var low = 0
        var high = self.inOrder.count
        while low < high {
            let middle = (low + high) / 2
            if self.inOrder[middle].ret < time { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : self.inOrder[low - 1].newest
    }
}
