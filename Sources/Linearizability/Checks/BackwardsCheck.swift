/// A process that goes back at one node.
///
/// What a process saw at a node, it does not see undone there, however old the node's state may be.
/// The end of a room comes after all its revisions.
struct BackwardsCheck {
    private struct Session: Hashable {
        let process: Int
        let node: String
    }

    private enum Place {
        case revision(Int)
        case ended
    }

    private let history: RoomHistory
    /// When the room's creation was answered.
    private let created: Int64?
    private var last: [Session: (line: RoomHistory.Line, place: Place)] = [:]

    static func findings(in history: RoomHistory) -> [Finding] {
        guard !history.mayLiveTwice else { return [] }
        var check = BackwardsCheck(history)
        return history.operations.filter { $0.record.outcome == .ok }
            .sorted { $0.record.call < $1.record.call }
            .compactMap { check.look(at: $0) }
    }

    private init(_ history: RoomHistory) {
        self.history = history
        self.created =
            history.operations.filter { $0.record.kind == .create && $0.record.outcome == .ok }
            .compactMap(\.record.ret).min()
    }

    private mutating func look(at line: RoomHistory.Line) -> Finding? {
        guard let node = line.record.node else { return nil }
        let session = Session(process: line.record.process, node: node)
        let before = self.last[session]
        if let revision = line.record.changedRevision ?? line.record.seenRevision {
            self.last[session] = (line, .revision(revision))
            switch before?.place {
            case .revision(let known) where revision < known:
                return self.finding(session, "at revision \(known)", before, "at \(revision)", line)
            case .ended:
                return self.finding(
                    session, "told that the room had ended", before, "at \(revision)", line)
            default: return nil
            }
        }
        guard line.record.isRead, line.record.result?.exists == false else { return nil }
        if let before, case .revision(let known) = before.place {
            self.last[session] = (line, .ended)
            // An end explains it, once somebody has asked for one.
            if let asked = self.history.endAsked, asked <= line.record.ret ?? .max { return nil }
            return self.finding(
                session, "at revision \(known)", before, "told that there is no room", line)
        }
        // Without having seen the room, it may not have been there yet.
        if !line.record.isStale, let created = self.created, created < line.record.call {
            self.last[session] = (line, .ended)
        }
        return nil
    }

    private func finding(
        _ session: Session, _ earlier: String,
        _ before: (line: RoomHistory.Line, place: Place)?, _ later: String,
        _ line: RoomHistory.Line
    ) -> Finding {
        self.history.finding(
            .backwards,
            "process \(session.process) was \(earlier) at \(session.node) and then \(later)",
            [before?.line, line].compactMap { $0 })
    }
}
