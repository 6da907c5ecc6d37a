import NIOCore
import Raft
import RoomMapping
package import RoomProtocol
import RoomReplica
import RoomState
import Watching

/// Runs one watch on an event loop: between its `Watcher`, the hub, the thread that reads and the
/// door that tells.
///
/// Invariant: everything but `init` is called on `eventLoop`.
package final class WatchSession {
    private enum Phase {
        case new
        case watching(WatchLoop)
        case ended
    }

    let isLossless: Bool
    private let gateway: RoomGateway
    private let plan: WatchPlan
    private let eventLoop: any EventLoop
    private let sink: any WatchSink
    private var watcher: Watcher
    private var phase = Phase.new
    /// Greater for those that began later on the same loop.
    private(set) var number: UInt64 = 0
    /// Since when there are changes that it was not offered; `nil` when there are none.
    private var behindSince: NIODeadline?
    private var lastTold = NIODeadline.now()
    private var conflations = 0
    /// Of its connection; `nil` before the beginning of a watch that is a call of its own.
    private var holdings: WatchHoldings?
    /// About how many bytes wait for the reader, as the holdings know it.
    private(set) var held = 0
    private var reading = Reading()

    private struct Reading {
        /// Whether a read was answered.
        var hasRead = false
        /// What the one under way may bring, as the holdings know it.
        var awaited = 0
        /// Whether the one under way is counted among the replays of the loop.
        var isReplay = false
    }

    /// - Parameters:
    ///   - sink: kept until the watch is over.
    ///   - holdings: of the connection that it shares; unless told, those of all single calls.
    init(
        _ gateway: RoomGateway, plan: WatchPlan, eventLoop: any EventLoop, sink: any WatchSink,
        holdings: WatchHoldings?
    ) {
        self.holdings = holdings
        self.gateway = gateway
        self.plan = plan
        self.isLossless = plan.isLossless
        self.eventLoop = eventLoop
        self.sink = sink
        self.watcher = Watcher(
            plan: plan, node: gateway.node, offered: .zero, bounds: gateway.watches.limits.watcher)
    }

    /// Begins to watch.
    ///
    /// To be called once; the sink may be told at once why not.
    package func start() {
        do throws(Roomkeeper_V1_Error) {
            let (loop, offered) = try self.gateway.watches.register(
                on: self.eventLoop, node: self.gateway.node)
            self.phase = .watching(loop)
            self.number = loop.add(self, self.plan.target)
            let holdings = self.holdings ?? loop.roster.holdingsOfCalls
            holdings.join(self)
            self.holdings = holdings
            self.watcher.advance(to: offered)
            self.pump()
        } catch {
            self.phase = .ended
            self.sink.ended(error)
        }
    }

    /// Ends the watch without a word.
    package func cancel() {
        self.leave()
    }

    /// Ends the watch with an error that says where it can be resumed.
    package func fail(_ error: Roomkeeper_V1_Error) {
        self.watcher.fail(error)
        self.pump()
        self.flush()
    }

    // MARK: For the loop

    var isWaiting: Bool { self.watcher.isWaiting }
    var isListening: Bool { self.watcher.isListening }
    var isBehind: Bool { self.behindSince != nil }
    /// Everything of its rooms up to here was offered.
    var offered: LogIndex { self.watcher.offered }

    /// From now on it is offered nothing but by `catchUp`.
    ///
    /// - Parameter index: up to which it was offered everything.
    func fallBehind(from index: LogIndex, at now: NIODeadline) {
        self.watcher.advance(to: index)
        self.behindSince = now
    }

    func isBehind(for patience: TimeAmount, at now: NIODeadline) -> Bool {
        self.behindSince.map { now - $0 >= patience } ?? false
    }

    func countBehind(in backlog: WatchBacklog) -> Int {
        backlog.count(of: self.plan.target, after: self.watcher.offered)
    }

    /// Offers some of what it was not offered yet, and tells it while the reader keeps up.
    ///
    /// It is not behind any more when that was everything.
    ///
    /// - Parameter limit: of how many changes; those of one entry stay together.
    /// - Returns: how many changes there were.
    func catchUp(with backlog: WatchBacklog, limit: Int) -> Int {
        guard case .watching = self.phase else { return 0 }
        guard self.isBehind, self.isListening else {
            self.behindSince = nil
            self.pump()
            return 0
        }
        let part = backlog.part(
            of: self.plan.target, after: self.watcher.offered, limit: limit)
        for item in part.items where self.isLossless || !item.isSuperseded {
            self.watcher.offer(item.change)
        }
        self.watcher.advance(to: part.through)
        if part.through >= backlog.through { self.behindSince = nil }
        self.tellHoldings()
        self.pump()
        return part.items.count
    }

    /// Ends the watch because the node cannot keep up with it.
    func shed(_ limit: String) {
        guard case .watching = self.phase else { return }
        self.gateway.watches.metrics.sheds.add()
        self.fail(.watchesBehind(limit: limit, number: self.number))
    }

    /// Tells what there is to tell while the reader keeps up.
    ///
    /// - Parameter limit: updates at most, so that others get their turn.
    /// - Returns: whether there may be more.
    @discardableResult
    package func pump(limit: Int = .max) -> Bool {
        guard case .watching(let loop) = self.phase else { return false }
        if !self.isBehind { self.watcher.advance(to: loop.roster.offered) }
        var told = 0
        while told < limit, self.sink.isReady, let update = self.watcher.take() {
            self.sink.tell(update)
            told += 1
        }
        self.count(told)
        if let failure = self.watcher.failure {
            self.end(failure)
            return false
        }
        self.tellHoldings()
        self.readOn(loop)
        return told == limit
    }

    package func flush() {
        self.sink.flush()
    }

    func tellProgress(at now: NIODeadline) {
        guard case .watching(let loop) = self.phase,
            now - self.lastTold >= TimeAmount(self.plan.progressInterval), self.sink.isReady
        else { return }
        if !self.isBehind { self.watcher.advance(to: loop.roster.offered) }
        guard let update = self.watcher.progress(at: self.gateway.replica.groupTime) else {
            return
        }
        self.sink.tell(update)
        self.count(1)
        self.sink.flush()
    }

    // MARK: Reading

    /// Asks for what the watch needs to go on, unless its connection holds too much already or
    /// the loop replays enough; then it is pumped again when there is room.
    private func readOn(_ loop: WatchLoop) {
        guard let wanted = self.watcher.wantedBytes else { return }
        let replays = self.isLossless && self.watcher.isReplaying ? loop.roster.replays : nil
        guard
            replays?.admits(self, isFirst: !self.reading.hasRead, at: .now()) ?? true,
            self.holdings?.admitsRead(of: wanted, for: self) ?? true,
            let read = self.watcher.takeRead()
        else { return }
        replays?.begin(self)
        self.reading.isReplay = replays != nil
        self.reading.awaited = wanted
        self.perform(read)
    }

    /// The read under way, if there is one, is not counted as such any more.
    ///
    /// - Parameters:
    ///   - updates: what it brought.
    ///   - time: how long it took.
    private func release(
        _ reading: Reading, _ loop: WatchLoop, updates: Int = 0, in time: TimeAmount = .zero
    ) {
        if reading.awaited > 0 { self.holdings?.endRead(of: reading.awaited) }
        if reading.isReplay { loop.roster.replays.end(updates, in: time) }
    }

    private func perform(_ read: WatchRead) {
        // What this loop was offered and will not be again must be in view.
        let index = max(self.watcher.offered, self.requiredIndex)
        let plan = self.plan
        let node = self.gateway.node
        let recent = self.gateway.watches.recent
        let session = NIOLoopBound(self, eventLoop: self.eventLoop)
        let eventLoop = self.eventLoop
        self.gateway.replica.query(
            .atLeast(index), deadline: .now + .seconds(WatchLimits.tokenWaitSeconds)
        ) { result in
            let began = NIODeadline.now()
            let answer: Result<WatchChunk, WatchReadFailure>
            switch result {
            case .failure(let failure):
                answer = .failure(.query(failure))
            case .success(let view):
                let reader = WatchReader(
                    plan: plan, node: node, state: view.state, applied: view.applied,
                    recent: recent)
                do throws(Roomkeeper_V1_Error) {
                    answer = .success(try reader.chunk(for: read))
                } catch {
                    answer = .failure(.error(error))
                }
            }
            let took = NIODeadline.now() - began
            eventLoop.execute { session.value.received(answer, in: took) }
        }
    }

    /// A token may be ahead of this node; what is read later is never older.
    private var requiredIndex: LogIndex {
        self.reading.hasRead ? .zero : self.plan.requiredIndex ?? .zero
    }

    private func received(_ answer: Result<WatchChunk, WatchReadFailure>, in time: TimeAmount) {
        guard case .watching(let loop) = self.phase else { return }
        let reading = self.reading
        self.reading = Reading(hasRead: true)
        // Only when what it brought is counted.
        let updates = (try? answer.get())?.items.count ?? 0
        defer { self.release(reading, loop, updates: updates, in: time) }
        switch answer {
        case .success(let chunk):
            self.watcher.received(chunk)
            self.pump()
            self.flush()
            if self.isWaiting { loop.roster.addWaiting(self) }
        case .failure(.error(let error)):
            self.watcher.fail(error, isResumable: error.status != .outOfRange)
            self.pump()
            self.flush()
        case .failure(.query(let failure)):
            self.fail(self.error(for: failure))
        }
    }

    private func error(for failure: QueryFailure) -> Roomkeeper_V1_Error {
        switch failure {
        case .unreadable(let failure): .stateUnreadable(failure)
        case .refused(.deadlineExceeded): .behindToken(WatchLimits.tokenWaitSeconds)
        case .refused(let failure): self.gateway.readError(for: failure)
        }
    }

    // MARK: The end

    private func end(_ error: Roomkeeper_V1_Error) {
        if error.reason == Roomkeeper_V1_Error.slowConsumerReason {
            self.gateway.watches.metrics.slowConsumers.add()
        }
        self.leave()
        self.sink.ended(error)
    }

    private func leave() {
        guard case .watching(let loop) = self.phase else {
            self.phase = .ended
            return
        }
        self.phase = .ended
        self.behindSince = nil
        self.holdings?.leave(self, self.held)
        self.held = 0
        self.release(self.reading, loop)
        self.reading = Reading()
        loop.remove(self, self.plan.target)
        self.gateway.watches.unregister(from: loop)
    }

    /// What this watch holds has changed; if it is too much together, a watch ends, maybe this one.
    private func tellHoldings() {
        guard case .watching = self.phase else { return }
        let held = self.watcher.heldBytes
        guard held != self.held else { return }
        let more = held - self.held
        self.held = held
        self.holdings?.add(more)
    }

    private func count(_ told: Int) {
        if told > 0 {
            self.gateway.watches.metrics.updates.add(told)
            self.lastTold = .now()
        }
        if self.watcher.conflations != self.conflations {
            self.gateway.watches.metrics.conflations.add(
                self.watcher.conflations - self.conflations)
            self.conflations = self.watcher.conflations
        }
    }
}

/// Why a read of a watch has no answer.
enum WatchReadFailure: Error {
    case query(QueryFailure)
    case error(Roomkeeper_V1_Error)
}
