import NIOCore
import Raft
import RoomProtocol
import RoomState
import Watching

/// The watches of one event loop: which rooms they watch, and which were not offered everything.
///
/// Invariant: used on the loop only; `behind` holds the watches that changes of the backlog are
/// kept for.
final class WatchRoster {
    private struct Watched {
        var sessions: [ObjectIdentifier: WatchSession] = [:]
        /// Those of them that want every change.
        var lossless = 0

        mutating func add(_ session: WatchSession) {
            self.sessions[ObjectIdentifier(session)] = session
            if session.isLossless { self.lossless += 1 }
        }

        mutating func remove(_ session: WatchSession) {
            guard self.sessions.removeValue(forKey: ObjectIdentifier(session)) != nil else {
                return
            }
            if session.isLossless { self.lossless -= 1 }
        }
    }

    private let limits: WatchHubLimits
    private(set) var sessions: [ObjectIdentifier: WatchSession] = [:]
    private var byRoom: [RoomID: Watched] = [:]
    private var filters = Watched()
    /// Those whose answers wait until what they have seen was offered.
    private var waiting: [ObjectIdentifier: WatchSession] = [:]
    private var behind: [ObjectIdentifier: WatchSession] = [:]
    private var backlog = WatchBacklog()
    private var lastNumber: UInt64 = 0
    /// Everything up to here was offered to those that are not behind.
    private(set) var offered: LogIndex = .zero
    let replays: WatchReplays
    /// Of the watches that are the only one of their call.
    let holdingsOfCalls: WatchHoldings

    init(_ limits: WatchHubLimits) {
        self.limits = limits
        self.replays = WatchReplays(limits)
        self.holdingsOfCalls = WatchHoldings(
            limit: limits.callBytesPerLoop, of: "this node's watches by call",
            isOfOneClient: false)
    }

    var isEmpty: Bool { self.sessions.isEmpty }
    var isBehind: Bool { !self.behind.isEmpty }

    // MARK: Who watches

    /// - Returns: the number of the watch; later ones have greater numbers.
    func add(_ session: WatchSession, _ target: WatchPlan.Target) -> UInt64 {
        self.sessions[ObjectIdentifier(session)] = session
        switch target {
        case .rooms(let rooms):
            for room in rooms { self.byRoom[room, default: Watched()].add(session) }
        case .filter:
            self.filters.add(session)
        }
        self.lastNumber += 1
        return self.lastNumber
    }

    func remove(_ session: WatchSession, _ target: WatchPlan.Target) {
        let key = ObjectIdentifier(session)
        self.sessions[key] = nil
        self.waiting[key] = nil
        self.behind[key] = nil
        self.replays.leave(session)
        switch target {
        case .rooms(let rooms):
            for room in rooms {
                self.byRoom[room]?.remove(session)
                if self.byRoom[room]?.sessions.isEmpty ?? false { self.byRoom[room] = nil }
            }
        case .filter:
            self.filters.remove(session)
        }
    }

    /// Has the session told to go on once everything is offered that its answer has seen.
    func addWaiting(_ session: WatchSession) {
        self.waiting[ObjectIdentifier(session)] = session
    }

    // MARK: Turns

    /// Takes in what was applied since the last turn, and says who is told in which order: first
    /// those for the latest, then those of every change, least behind first.
    func beginTurn(_ batches: [WatchBatch], node: NodeID, at now: NIODeadline) -> WatchTurn {
        let changed = self.backlog.append(batches, node: node) { self.interest(in: $0) }
        for room in changed {
            for session in (self.byRoom[room]?.sessions ?? [:]).values {
                self.fallBehind(session, at: now)
            }
        }
        if !changed.isEmpty {
            for session in self.filters.sessions.values { self.fallBehind(session, at: now) }
        }
        self.offered = max(self.offered, self.backlog.through)
        // Those that are behind already are among the next.
        var free = self.waiting.values.filter { !$0.isBehind }
        self.waiting = [:]
        var metered: [WatchTurn.Metered] = []
        for session in self.behind.values {
            if session.isLossless, session.isListening {
                let count = session.countBehind(in: self.backlog)
                metered.append(WatchTurn.Metered(session: session, count: count))
            } else {
                free.append(session)
            }
        }
        return WatchTurn(
            self.limits.allowance, after: batches.reduce(0) { $0 + $1.changes.count }, free: free,
            metered: metered)
    }

    private func interest(in room: RoomID) -> WatchBacklog.Interest {
        let watched = self.byRoom[room]
        if (watched?.lossless ?? 0) + self.filters.lossless > 0 { return .everyChange }
        return watched == nil && self.filters.sessions.isEmpty ? .nobody : .latest
    }

    private func fallBehind(_ session: WatchSession, at now: NIODeadline) {
        guard !session.isBehind else { return }
        session.fallBehind(from: self.offered, at: now)
        self.behind[ObjectIdentifier(session)] = session
    }

    /// Tells some of those whose turn it is, and returns them; they are to be flushed.
    func tellSome(of turn: inout WatchTurn) -> [WatchSession] {
        var touched: [WatchSession] = []
        var told = 0
        while told < self.limits.updatesPerSlice, var grant = turn.next() {
            let session = grant.session
            let limit = min(
                WatchLimits.changesPerOffer, grant.changes, self.limits.updatesPerSlice - told)
            let offered = session.catchUp(with: self.backlog, limit: limit)
            told += max(1, offered)
            touched.append(session)
            grant.changes -= offered
            if !session.isBehind {
                self.behind[ObjectIdentifier(session)] = nil
            } else if grant.changes > 0 {
                turn.goOn(grant)
            }
        }
        turn.told += told
        return touched
    }

    /// Ends watches that are too far behind, and forgets what nobody needs any more.
    ///
    /// - Parameter now: when the turn began.
    func endTurn(_ turn: WatchTurn, at now: NIODeadline) {
        self.replays.turnEnded(spare: turn.spare, at: now)
        let patience = TimeAmount.milliseconds(self.limits.behindMilliseconds)
        for session in Array(self.behind.values) where session.isBehind(for: patience, at: now) {
            session.shed("behind for \(self.limits.behindMilliseconds) ms")
        }
        self.forget()
        while self.backlog.count > self.limits.backlogChanges
            || self.backlog.bytes > self.limits.backlogBytes,
            let furthest = self.behind.values.map(\.offered).min()
        {
            for session in Array(self.behind.values) where session.offered == furthest {
                session.shed(
                    "\(self.limits.backlogChanges) changes or \(self.limits.backlogBytes) bytes "
                        + "behind")
            }
            self.forget()
        }
    }

    private func forget() {
        self.backlog.drop(
            through: self.behind.values.map(\.offered).min() ?? self.backlog.through)
    }
}
