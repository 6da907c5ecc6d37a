import NIOCore
import Raft
import RoomMapping
import RoomProtocol
import RoomState
import Synchronization
import Watching

/// The watches of one event loop, and the batches on their way to them.
///
/// Batches gather while the loop does other work: a turn takes everything that has gathered, tells
/// it in slices between which the loop does other work, and then rests (`WatchPace`). What a turn
/// tells to watches of every change is bounded; those for which it is not enough end when they are
/// too far behind. So however many watch a room, its writes keep their share of the loop.
final class WatchLoop: Sendable {
    private struct Inbox {
        var batches: [WatchBatch] = []
        /// Whether a turn is under way or will come.
        var isScheduled = false
        /// Watches that were counted in; some may not be in the roster yet, or not any more.
        var watchers = 0
        /// The end of the last batch that was put or skipped.
        var index: LogIndex = .zero
    }

    /// What only the loop itself sees.
    private final class Local {
        let roster: WatchRoster
        /// The turn that is under way.
        var turn: WatchTurn?
        var turnBegan = NIODeadline.uptimeNanoseconds(0)
        /// How long its slices took.
        var took = TimeAmount.zero
        var pace: WatchPace
        var restsUntil = NIODeadline.uptimeNanoseconds(0)
        var idleCheck: RepeatedTask?

        init(_ limits: WatchHubLimits) {
            self.roster = WatchRoster(limits)
            self.pace = WatchPace(factor: limits.fanOutRest, at: .now())
        }
    }

    let hub: WatchHub
    let eventLoop: any EventLoop
    private let node: NodeID
    private let inbox = Mutex(Inbox())
    private let local: NIOLoopBoundBox<Local>

    init(hub: WatchHub, node: NodeID, eventLoop: any EventLoop) {
        self.hub = hub
        self.node = node
        self.eventLoop = eventLoop
        self.local = .makeBoxSendingValue(Local(hub.limits), eventLoop: eventLoop)
    }

    // MARK: Any thread

    /// Counts a watch in; it is offered what comes behind the index that is returned.
    ///
    /// - Parameter index: the end of the last batch that the hub handed out.
    func enter(at index: LogIndex) -> LogIndex {
        self.inbox.withLock { inbox in
            if inbox.watchers == 0 { inbox.index = index }
            inbox.watchers += 1
            return inbox.index
        }
    }

    /// Counts a watch out; whether it was the last one.
    func leave() -> Bool {
        self.inbox.withLock { inbox in
            inbox.watchers -= 1
            return inbox.watchers == 0
        }
    }

    func put(_ batch: WatchBatch) {
        let mustWake = self.inbox.withLock { inbox in
            inbox.index = batch.through
            inbox.batches.append(batch)
            defer { inbox.isScheduled = true }
            return !inbox.isScheduled
        }
        if mustWake { self.eventLoop.execute { self.beginTurn() } }
    }

    /// Ends all watches of the loop with `error`.
    func end(_ error: Roomkeeper_V1_Error) {
        self.eventLoop.execute {
            for session in Array(self.roster.sessions.values) { session.fail(error) }
        }
    }

    // MARK: On the loop

    /// - Returns: the number of the watch; later ones have greater numbers.
    func add(_ session: WatchSession, _ target: WatchPlan.Target) -> UInt64 {
        let number = self.roster.add(session, target)
        if self.local.value.idleCheck == nil { self.startIdleCheck() }
        return number
    }

    func remove(_ session: WatchSession, _ target: WatchPlan.Target) {
        self.roster.remove(session, target)
        guard self.roster.isEmpty else { return }
        self.local.value.idleCheck?.cancel()
        self.local.value.idleCheck = nil
    }

    var roster: WatchRoster { self.local.value.roster }

    private func beginTurn() {
        let local = self.local.value
        let now = NIODeadline.now()
        guard now >= local.restsUntil else { return self.scheduleTurn() }
        let batches = self.inbox.withLock { inbox in
            defer { inbox.batches = [] }
            return inbox.batches
        }
        local.turnBegan = now
        local.turn = local.roster.beginTurn(batches, node: self.node, at: now)
        local.took = NIODeadline.now() - now
        self.tell()
    }

    private func scheduleTurn() {
        self.eventLoop.scheduleTask(deadline: self.local.value.restsUntil) { self.beginTurn() }
    }

    /// One slice of a turn.
    private func tell() {
        let local = self.local.value
        guard var turn = local.turn else { return }
        // Taken out, so that it is changed in place.
        local.turn = nil
        let began = NIODeadline.now()
        for session in local.roster.tellSome(of: &turn) {
            session.flush()
            if session.isWaiting { local.roster.addWaiting(session) }
        }
        local.took = local.took + (NIODeadline.now() - began)
        guard turn.isOver else {
            local.turn = turn
            return self.eventLoop.execute { self.tell() }
        }
        self.end(turn)
    }

    private func end(_ turn: WatchTurn) {
        let local = self.local.value
        local.roster.endTurn(turn, at: local.turnBegan)
        let now = NIODeadline.now()
        let rest = local.pace.rest(
            afterTelling: turn.told, to: turn.audience, of: turn.changes, took: local.took, at: now)
        local.restsUntil = now + rest
        let isBehind = local.roster.isBehind
        let mustGoOn = self.inbox.withLock { inbox in
            inbox.isScheduled = isBehind || !inbox.batches.isEmpty
            return inbox.isScheduled
        }
        if mustGoOn { self.scheduleTurn() }
    }

    private func startIdleCheck() {
        let interval = TimeAmount.milliseconds(WatchLimits.idleCheckMilliseconds)
        self.local.value.idleCheck = self.eventLoop.scheduleRepeatedTask(
            initialDelay: interval, delay: interval
        ) { _ in
            let now = NIODeadline.now()
            for session in self.roster.sessions.values { session.tellProgress(at: now) }
            self.roster.replays.resume(at: now)
        }
    }
}
