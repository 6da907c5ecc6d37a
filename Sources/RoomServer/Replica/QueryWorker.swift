internal import ByteCoding
internal import Dispatch
internal import Raft
package import RoomReplica
internal import RoomState
internal import Synchronization

/// The thread that runs queries: lists, look-ups and rings, over what is stored.
///
/// Rooms are stored later than they are applied, so a query that may see newer ones has the apply
/// thread store first. While that is awaited the next queries gather and share the next store, and
/// all queries of one store share one view of the database (decision 0102).
package final class QueryWorker<Storage: StateStorage>: Sendable {
    package typealias Answer = @Sendable (Result<QueryView, QueryFailure>) -> Void

    private struct Query: Sendable {
        var grant: ReadGrant
        var deadline: ContinuousClock.Instant
        var answer: Answer
    }

    private enum Work: Sendable {
        case query(Query)
        /// The store that was asked for is done.
        case stored
        case stop
    }

    private let storage: Storage
    private let rooms: AppliedRooms
    /// Has everything stored that is applied, then calls back.
    private let store: @Sendable (_ completion: @escaping @Sendable () -> Void) -> Void
    private let mailbox = Mailbox<Work>(limit: .max)
    /// Queries that may wait.
    private let limit: Int
    /// Queries that were taken and not answered.
    private let waiting = Atomic<Int>(0)

    package init(
        storage: Storage, rooms: AppliedRooms, limit: Int,
        store: @escaping @Sendable (_ completion: @escaping @Sendable () -> Void) -> Void
    ) {
        self.storage = storage
        self.rooms = rooms
        self.limit = limit
        self.store = store
    }

    /// Answers on the queries' thread, or at once with a refusal.
    package func run(
        _ grant: ReadGrant, deadline: ContinuousClock.Instant, answer: @escaping Answer
    ) {
        let waiting = self.waiting.wrappingAdd(1, ordering: .relaxed).newValue
        let query = Query(grant: grant, deadline: deadline, answer: answer)
        guard waiting <= self.limit else {
            self.waiting.wrappingSubtract(1, ordering: .relaxed)
            let limit = "\(self.limit) queries wait on this node"
            return answer(.failure(.refused(.overloaded(limit: limit))))
        }
        if !self.mailbox.post(.query(query)) {
            self.answer(query, .failure(.refused(.shuttingDown)))
        }
    }

    /// Ends `run`; who still waits is answered.
    package func stop() {
        self.mailbox.postAlways(.stop)
    }

    /// Runs queries until `stop`; to be called once, on a thread of its own.
    package func run() {
        var gathering: [Query] = []
        /// Those that a store under way is for.
        var asked: [Query] = []
        while true {
            for work in self.mailbox.take(until: .distantFuture) {
                switch work {
                case .query(let query): gathering.append(query)
                case .stored:
                    self.perform(asked)
                    asked = []
                case .stop:
                    self.end(asked + gathering)
                    return
                }
            }
            guard asked.isEmpty, let newest = gathering.map(\.grant.appliedIndex).max() else {
                continue
            }
            if self.rooms.storedIndex >= newest {
                self.perform(gathering)
            } else {
                asked = gathering
                self.store { self.mailbox.postAlways(.stored) }
            }
            gathering = []
        }
    }

    /// Runs queries one after the other over one view.
    private func perform(_ queries: [Query]) {
        let view = self.storage.view()
        let applied: AppliedState
        do throws(StateReadFailure) {
            applied = try AppliedState.recover(from: view)
        } catch {
            for query in queries { self.answer(query, .failure(.unreadable(error))) }
            return
        }
        for query in queries {
            invariant(
                applied.index >= query.grant.appliedIndex,
                "a query at \(query.grant.appliedIndex) would see the state of \(applied.index)")
            guard query.deadline > .now else {
                self.answer(query, .failure(.refused(.deadlineExceeded)))
                continue
            }
            self.answer(
                query, .success(QueryView(state: view, applied: applied, grant: query.grant)))
        }
    }

    private func end(_ queries: [Query]) {
        let late = self.mailbox.close().compactMap { work in
            if case .query(let query) = work { query } else { nil }
        }
        for query in queries + late {
            self.answer(query, .failure(.refused(.shuttingDown)))
        }
    }

    private func answer(_ query: Query, _ result: Result<QueryView, QueryFailure>) {
        query.answer(result)
        self.waiting.wrappingSubtract(1, ordering: .relaxed)
    }
}
