import Raft
import RoomMapping
package import RoomProtocol
import RoomReplica
import RoomState

/// Reads of more than one record, each answered from one view of the state database.
extension RoomGateway {
    /// What a call ends with; it runs on the thread of the queries, or at once.
    package typealias Completion<Response> =
        @Sendable (Result<Response, Roomkeeper_V1_Error>) -> Void

    package func batchGetRooms(
        _ request: Roomkeeper_V1_BatchGetRoomsRequest, deadline: ContinuousClock.Instant,
        completion: @escaping Completion<Roomkeeper_V1_BatchGetRoomsResponse>
    ) {
        self.run(.batchGetRooms, deadline, completion) { () throws(InvalidField) in
            try RoomBatchQuery(request)
        }
    }

    package func listRooms(
        _ request: Roomkeeper_V1_ListRoomsRequest, deadline: ContinuousClock.Instant,
        completion: @escaping Completion<Roomkeeper_V1_ListRoomsResponse>
    ) {
        self.run(.listRooms, deadline, completion) { () throws(InvalidField) in
            try RoomListQuery(request)
        }
    }

    package func findRooms(
        _ request: Roomkeeper_V1_FindRoomsRequest, deadline: ContinuousClock.Instant,
        completion: @escaping Completion<Roomkeeper_V1_FindRoomsResponse>
    ) {
        self.run(.findRooms, deadline, completion) { () throws(InvalidField) in
            try RoomFindQuery(request)
        }
    }

    package func listRoomEvents(
        _ request: Roomkeeper_V1_ListRoomEventsRequest, deadline: ContinuousClock.Instant,
        completion: @escaping Completion<Roomkeeper_V1_ListRoomEventsResponse>
    ) {
        self.run(.listRoomEvents, deadline, completion) { () throws(InvalidField) in
            try RoomEventsQuery(request)
        }
    }

    package func listDeadlines(
        _ request: Roomkeeper_V1_ListDeadlinesRequest, deadline: ContinuousClock.Instant,
        completion: @escaping Completion<Roomkeeper_V1_ListDeadlinesResponse>
    ) {
        self.run(.listDeadlines, deadline, completion) { () throws(InvalidField) in
            try DeadlineListQuery(request)
        }
    }

    private func run<Query: ViewQuery>(
        _ call: GatewayRequest, _ deadline: ContinuousClock.Instant,
        _ completion: @escaping Completion<Query.Response>,
        _ make: () throws(InvalidField) -> Query
    ) {
        let started = ContinuousClock.now
        let ended: Completion<Query.Response> = { result in
            self.ended(call, result, started)
            completion(result)
        }
        guard self.admit() else { return ended(.failure(self.overloaded())) }
        let query: Query
        do {
            query = try make()
        } catch {
            self.release()
            return ended(.failure(Roomkeeper_V1_Error(error)))
        }
        self.answer(query, deadline: deadline) { result in
            self.release()
            ended(result)
        }
    }

    /// Answers a query that is counted in.
    func answer<Query: ViewQuery>(
        _ query: Query, deadline: ContinuousClock.Instant,
        completion: @escaping Completion<Query.Response>
    ) {
        let node = self.node.rawValue
        self.replica.query(query.terms.consistency, deadline: deadline) {
            (view) throws(StateReadFailure) in
            try query.answer(
                in: view.state,
                Served(
                    view.applied, level: query.terms.level, groupTime: view.grant.groupTime,
                    node: node))
        } completion: { result in
            switch result {
            case .success(let answer): completion(answer)
            case .failure(.refused(let failure)):
                completion(.failure(self.readError(for: failure)))
            case .failure(.unreadable(let failure)):
                completion(.failure(.stateUnreadable(failure)))
            }
        }
    }
}
