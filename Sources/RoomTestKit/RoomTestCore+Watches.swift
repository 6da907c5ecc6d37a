import Raft
import RoomMapping
import RoomProtocol
import RoomReplica
import RoomState
import Watching

/// The same watches that a node serves, told when their reader asks.
extension RoomTestCore {
    /// What a reader gets that asks for more.
    enum WatchStep: Sendable {
        case answer(Roomkeeper_V1_WatchResponse)
        case ended(Roomkeeper_V1_Error)
        /// It was broken off; nothing is lost.
        case interrupted
        /// Nothing is to be told now.
        case wait
    }

    private static let cluster = ClusterID(1)

    mutating func beginWatch(
        _ request: Roomkeeper_V1_WatchRequest
    ) -> Result<UInt64, Roomkeeper_V1_Error> {
        guard self.watches.count < WatchLimits.watchesPerNode else {
            return .failure(.tooManyWatches(WatchLimits.watchesPerNode, of: "these rooms"))
        }
        do throws(Roomkeeper_V1_Error) {
            let plan = try WatchPlan(request, cluster: Self.cluster)
            // Nobody else could have told it what is not applied here.
            guard plan.requiredIndex ?? .zero <= self.applied.index else {
                return .failure(.behindToken(WatchLimits.tokenWaitSeconds))
            }
            let watcher = Watcher(
                plan: plan, node: NodeID(Self.node), offered: self.applied.index)
            return .success(self.watches.add(RoomTestWatch(watcher, at: self.time)))
        } catch {
            return .failure(error)
        }
    }

    /// The next answer of a watch, or why there is none.
    mutating func nextOfWatch(_ id: UInt64) -> WatchStep {
        // Taken out, so that what it reads of the core is no second access to it.
        guard var watch = self.watches[id] else { return .interrupted }
        if watch.isInterrupted { return .interrupted }
        watch.beginTurn()
        watch.watcher.advance(to: self.applied.index)
        let step = self.next(of: &watch)
        self.watches[id] = watch
        return step
    }

    private func next(of watch: inout RoomTestWatch) -> WatchStep {
        while true {
            if let update = watch.watcher.take() {
                watch.told(at: self.time)
                return .answer(update.message())
            }
            if let error = watch.watcher.failure { return .ended(error) }
            if let read = watch.watcher.takeRead() {
                self.perform(read, for: &watch)
                continue
            }
            guard watch.isIdle(at: self.time), let update = watch.watcher.progress(at: self.time)
            else { return .wait }
            watch.told(at: self.time)
            return .answer(update.message())
        }
    }

    private func perform(_ read: WatchRead, for watch: inout RoomTestWatch) {
        let reader = WatchReader(
            plan: watch.watcher.plan, node: NodeID(Self.node), state: self.storage,
            applied: self.applied, recent: self.watches.recent)
        do throws(Roomkeeper_V1_Error) {
            watch.watcher.received(try reader.chunk(for: read))
        } catch {
            watch.watcher.fail(error, isResumable: error.status != .outOfRange)
        }
    }
}
