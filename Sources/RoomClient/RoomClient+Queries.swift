public import RoomProtocol

/// Reads of more than one room.
///
/// They change nothing, so each is repeated, on another node if need be, until it is answered or
/// its time is over. Each throws the last error when it was not answered in time, or the cluster's
/// refusal; each answer says in `served` how new it is and carries a token for the next read.
extension RoomClient {
    /// Reads up to 500 rooms by their ids, all of one moment.
    ///
    /// A room that does not exist is an error of its item; the call succeeds.
    public func batchGetRooms(
        _ request: Roomkeeper_V1_BatchGetRoomsRequest, timeout: Duration? = nil
    ) async throws(RoomClientError) -> Roomkeeper_V1_BatchGetRoomsResponse {
        try await self.read(.batchGetRooms(request), timeout) {
            if case .batchGetRooms(let response) = $0 { response } else { nil }
        }
    }

    /// Reads a page of the rooms that match, in ascending order of their ids.
    ///
    /// A page may hold fewer rooms than asked for although more follow; it was the last one when
    /// `nextPageToken` is empty.
    public func listRooms(
        _ request: Roomkeeper_V1_ListRoomsRequest, timeout: Duration? = nil
    ) async throws(RoomClientError) -> Roomkeeper_V1_ListRoomsResponse {
        try await self.read(.listRooms(request), timeout) {
            if case .listRooms(let response) = $0 { response } else { nil }
        }
    }

    /// Reads a page of the rooms that somebody hosts, sits in or is invited to, or that have a
    /// product in their bag, pinned or in the spotlight.
    public func findRooms(
        _ request: Roomkeeper_V1_FindRoomsRequest, timeout: Duration? = nil
    ) async throws(RoomClientError) -> Roomkeeper_V1_FindRoomsResponse {
        try await self.read(.findRooms(request), timeout) {
            if case .findRooms(let response) = $0 { response } else { nil }
        }
    }

    /// Reads the recent changes of a room, oldest first.
    ///
    /// - Throws: also an error of the status `outOfRange` when the first revision that is asked for
    ///   is not kept any more; read the room then.
    public func listRoomEvents(
        _ request: Roomkeeper_V1_ListRoomEventsRequest, timeout: Duration? = nil
    ) async throws(RoomClientError) -> Roomkeeper_V1_ListRoomEventsResponse {
        try await self.read(.listRoomEvents(request), timeout) {
            if case .listRoomEvents(let response) = $0 { response } else { nil }
        }
    }

    /// Reads a page of what will happen by itself, earliest first.
    public func listDeadlines(
        _ request: Roomkeeper_V1_ListDeadlinesRequest, timeout: Duration? = nil
    ) async throws(RoomClientError) -> Roomkeeper_V1_ListDeadlinesResponse {
        try await self.read(.listDeadlines(request), timeout) {
            if case .listDeadlines(let response) = $0 { response } else { nil }
        }
    }

    private func read<Response: Sendable>(
        _ request: Roomkeeper_V1_ClientEnvelope.OneOf_Request, _ timeout: Duration?,
        extract: (Roomkeeper_V1_ServerEnvelope.OneOf_Reply) -> Response?
    ) async throws(RoomClientError) -> Response {
        try await self.perform(
            request, kind: .read, deadline: self.deadline(timeout), extract: extract
        ).get()
    }
}
