import NIOCore
package import Raft
import RoomMapping
import RoomProtocol
package import RoomReplica
import RoomState
import Synchronization
package import Watching

/// All watches of a node: takes what the apply thread has changed and hands it to the event loops
/// on which the watches live.
///
/// On the apply thread it costs one look at a number while nobody watches; otherwise one object for
/// each change and one wake-up for each loop that rests. Everything that depends on who watches
/// happens on the loops.
package final class WatchHub: Sendable {
    private struct State {
        /// Handed to all loops that had watches.
        var index: LogIndex
        var loops: [ObjectIdentifier: WatchLoop] = [:]
        var watchers = 0
        /// What watches are told since they are not served any more.
        var refusal: Roomkeeper_V1_Error?
    }

    package let metrics = WatchMetrics()
    let recent: RecentChanges
    let limits: WatchHubLimits
    private let state: Mutex<State>

    /// - Parameter applied: how far the rooms are applied; what follows will be published.
    package init(applied: LogIndex, limits: WatchHubLimits = WatchHubLimits()) {
        self.limits = limits
        self.recent = RecentChanges(since: applied)
        self.state = Mutex(State(index: applied))
    }

    /// Open watches.
    package var watchers: Int { self.state.withLock { $0.watchers } }

    // MARK: The apply thread

    /// Must be called before readers can see the changes.
    package func willPublish(_ result: ApplyResult) {
        guard !result.changes.isEmpty else { return }
        self.recent.append(result.changes)
    }

    /// Must be called once readers can see the changes, after every batch.
    package func didPublish(_ result: ApplyResult) {
        let index = result.applied.index
        let isWatched = self.state.withLock { state in
            if state.watchers == 0 { state.index = index }
            return state.watchers > 0
        }
        guard isWatched else { return }
        let batch = WatchBatch(result.changes, through: index)
        // Under the lock that `register` takes, so that a loop begins exactly behind a batch.
        self.state.withLock { state in
            state.index = index
            for loop in state.loops.values { loop.put(batch) }
        }
    }

    /// Must be called when a snapshot took the place of the state.
    package func didReplace(through index: LogIndex) {
        self.recent.restart(since: index)
        let loops = self.state.withLock { state in
            state.index = index
            return Array(state.loops.values)
        }
        for loop in loops { loop.end(.stateReplaced()) }
    }

    // MARK: The doors

    /// Ends all watches and refuses further ones: the node stops.
    package func stop() {
        self.end(.shuttingDown())
    }

    /// The same because of what is wrong with the node, in words; nothing once it is done.
    ///
    /// A node that was removed hears of no change any more, and its readers would wait for ever.
    package func refuse(_ reason: String) {
        guard self.state.withLock({ $0.refusal == nil }) else { return }
        self.end(.notReady(reason))
    }

    private func end(_ error: Roomkeeper_V1_Error) {
        let loops = self.state.withLock { state in
            state.refusal = error
            return Array(state.loops.values)
        }
        for loop in loops { loop.end(error) }
    }

    /// Counts a watch in, which lives on the loop from now on and is offered everything behind the
    /// index that is returned.
    func register(
        on eventLoop: any EventLoop, node: NodeID
    ) throws(Roomkeeper_V1_Error) -> (loop: WatchLoop, offered: LogIndex) {
        let result = self.state.withLock {
            state -> Result<(WatchLoop, LogIndex), Roomkeeper_V1_Error> in
            if let refusal = state.refusal { return .failure(refusal) }
            guard state.watchers < self.limits.watchesPerNode else {
                return .failure(.tooManyWatches(self.limits.watchesPerNode, of: "this node"))
            }
            state.watchers += 1
            let key = ObjectIdentifier(eventLoop)
            let loop = state.loops[key] ?? WatchLoop(hub: self, node: node, eventLoop: eventLoop)
            state.loops[key] = loop
            return .success((loop, loop.enter(at: state.index)))
        }
        return try result.get()
    }

    func unregister(from loop: WatchLoop) {
        self.state.withLock { state in
            state.watchers -= 1
            if loop.leave() { state.loops[ObjectIdentifier(loop.eventLoop)] = nil }
        }
    }
}

/// The bounds of a node's watches; smaller ones for tests.
package struct WatchHubLimits: Sendable {
    package var watchesPerNode = WatchLimits.watchesPerNode
    package var fanOutRest = WatchLimits.fanOutRest
    package var allowance = WatchAllowance()
    package var updatesPerSlice = WatchLimits.updatesPerSlice
    package var backlogChanges = WatchLimits.backlogChanges
    package var backlogBytes = WatchLimits.backlogBytes
    package var behindMilliseconds = WatchLimits.behindMilliseconds
    package var replayedPerSecond = WatchLimits.replayedPerSecond
    package var replayedAtOnce = WatchLimits.replayedAtOnce
    package var connectionBytes = WatchLimits.connectionBytes
    package var callBytesPerLoop = WatchLimits.callBytesPerLoop
    package var watcher = Watcher.Bounds()

    package init() {}
}
