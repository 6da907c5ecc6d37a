import NIOCore
import Raft
import RoomMapping
import RoomProtocol
import RoomState
import Synchronization
import Watching

/// The watches of one event loop, and the batches on their way to them.
///
/// Batches gather while the loop does other work: a turn tells everything that has gathered, and
/// then rests for a multiple of the time that it took. So however many watch a room, its writes
/// keep their share of the loop; watches that want the latest get fewer and newer updates then.
final class WatchLoop: Sendable {
    private struct Inbox {
        var batches: [WatchBatch] = []
        var isScheduled = false
        /// Watches that were counted in; some may not be in `Local` yet, or not any more.
        var watchers = 0
        /// The end of the last batch that was put or skipped.
        var index: LogIndex = .zero
    }

    /// What only the loop itself sees.
    private final class Local {
        var sessions: [ObjectIdentifier: WatchSession] = [:]
        var byRoom: [RoomID: [ObjectIdentifier: WatchSession]] = [:]
        var filters: [ObjectIdentifier: WatchSession] = [:]
        /// Those whose answers wait until what they have seen was offered.
        var waiting: [ObjectIdentifier: WatchSession] = [:]
        /// Everything up to here was offered.
        var offered: LogIndex = .zero
        var restsUntil = NIODeadline.uptimeNanoseconds(0)
        var idleCheck: RepeatedTask?
        let holdingsOfCalls: WatchHoldings

        init(_ limits: WatchHubLimits) {
            self.holdingsOfCalls = WatchHoldings(
                limit: limits.callBytesPerLoop, of: "this node's watches by call",
                isOfOneClient: false)
        }
    }

    let hub: WatchHub
    let eventLoop: any EventLoop
    private let inbox = Mutex(Inbox())
    private let local: NIOLoopBoundBox<Local>

    init(hub: WatchHub, eventLoop: any EventLoop) {
        self.hub = hub
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
        if mustWake { self.eventLoop.execute { self.turn() } }
    }

    /// Ends all watches of the loop with `error`.
    func end(_ error: Roomkeeper_V1_Error) {
        self.eventLoop.execute {
            for session in Array(self.local.value.sessions.values) { session.fail(error) }
        }
    }

    // MARK: On the loop

    func add(_ session: WatchSession, _ target: WatchPlan.Target) {
        let local = self.local.value
        let key = ObjectIdentifier(session)
        local.sessions[key] = session
        switch target {
        case .rooms(let rooms):
            for room in rooms { local.byRoom[room, default: [:]][key] = session }
        case .filter:
            local.filters[key] = session
        }
        if local.idleCheck == nil { self.startIdleCheck() }
    }

    func remove(_ session: WatchSession, _ target: WatchPlan.Target) {
        let local = self.local.value
        let key = ObjectIdentifier(session)
        local.sessions[key] = nil
        local.waiting[key] = nil
        local.filters[key] = nil
        if case .rooms(let rooms) = target {
            for room in rooms {
                local.byRoom[room]?[key] = nil
                if local.byRoom[room]?.isEmpty ?? false { local.byRoom[room] = nil }
            }
        }
        if local.sessions.isEmpty {
            local.idleCheck?.cancel()
            local.idleCheck = nil
        }
    }

    /// Has the session told to go on once everything is offered that its answer has seen.
    func addWaiting(_ session: WatchSession) {
        self.local.value.waiting[ObjectIdentifier(session)] = session
    }

    /// Of the watches that are the only one of their call.
    var holdingsOfCalls: WatchHoldings { self.local.value.holdingsOfCalls }

    /// Everything up to here was offered to the watches of this loop.
    var offered: LogIndex { self.local.value.offered }

    private func turn() {
        let local = self.local.value
        let now = NIODeadline.now()
        guard now >= local.restsUntil else {
            self.eventLoop.scheduleTask(deadline: local.restsUntil) { self.turn() }
            return
        }
        let batches = self.inbox.withLock { inbox in
            defer {
                inbox.batches = []
                inbox.isScheduled = false
            }
            return inbox.batches
        }
        guard let through = batches.last?.through else { return }
        let touched = self.offer(batches, local)
        local.offered = max(local.offered, through)
        let waiting = local.waiting
        local.waiting = [:]
        let due = touched.merging(waiting) { session, _ in session }
        for session in due.values { session.pump() }
        for (key, session) in due {
            session.flush()
            if session.isWaiting { local.waiting[key] = session }
        }
        let took = NIODeadline.now() - now
        local.restsUntil =
            now
            + min(
                took * self.hub.limits.fanOutRest,
                .milliseconds(WatchLimits.fanOutRestMilliseconds))
    }

    /// Returns the watches that were offered something.
    private func offer(
        _ batches: [WatchBatch], _ local: Local
    ) -> [ObjectIdentifier: WatchSession] {
        var touched: [ObjectIdentifier: WatchSession] = [:]
        let superseded = Self.superseded(in: batches, watched: local)
        var place = 0
        for batch in batches {
            for change in batch.changes {
                let isNewest = !superseded.contains(place)
                place += 1
                for (key, session) in local.byRoom[change.change.roomID] ?? [:]
                where isNewest || session.isLossless {
                    session.offer(change)
                    touched[key] = session
                }
                for (key, session) in local.filters where isNewest || session.isLossless {
                    session.offer(change)
                    touched[key] = session
                }
            }
        }
        return touched
    }

    /// The places of changes that a watch for the latest need not be told, because there are many
    /// of the room and newer ones.
    private static func superseded(in batches: [WatchBatch], watched local: Local) -> Set<Int> {
        let count = batches.reduce(0) { $0 + $1.changes.count }
        guard count > WatchLimits.latestChangesPerTurn else { return [] }
        var places: [RoomID: [Int]] = [:]
        var place = 0
        for change in batches.lazy.flatMap(\.changes) {
            let room = change.change.roomID
            if !local.filters.isEmpty || local.byRoom[room] != nil {
                places[room, default: []].append(place)
            }
            place += 1
        }
        var superseded: Set<Int> = []
        for places in places.values where places.count > WatchLimits.latestChangesPerTurn {
            superseded.formUnion(places.dropLast())
        }
        return superseded
    }

    private func startIdleCheck() {
        let interval = TimeAmount.milliseconds(WatchLimits.idleCheckMilliseconds)
        self.local.value.idleCheck = self.eventLoop.scheduleRepeatedTask(
            initialDelay: interval, delay: interval
        ) { _ in
            let now = NIODeadline.now()
            for session in self.local.value.sessions.values { session.tellProgress(at: now) }
        }
    }
}
