import RoomMapping
import RoomProtocol
import RoomState
import SwiftProtobuf

extension HTTPHandler {
    /// `GET /v1/rooms/{id}`, with the room's etag, so that a reader who has it is told so.
    func room(_ id: String, _ call: HTTPCall) async throws(Roomkeeper_V1_Error) -> HTTPAnswer {
        let (request, timeout) = try Self.read(call) { (query) throws(InvalidField) in
            try Roomkeeper_V1_GetRoomRequest(room: id, query: query)
        }
        let response = try await self.gateway.getRoom(request, timeout: timeout).get()
        let etag = response.room.etag
        if let known = call.ifNoneMatch, HTTPEntityTag.isKnown(etag, by: known) {
            return .notModified(etag: HTTPEntityTag.quoted(etag))
        }
        var answer = HTTPAnswer.message(response)
        answer.etag = HTTPEntityTag.quoted(etag)
        return answer
    }

    /// `GET /v1/rooms:batchGet`.
    func batch(_ call: HTTPCall) async throws(Roomkeeper_V1_Error) -> HTTPAnswer {
        let (request, timeout) = try Self.read(call) { (query) throws(InvalidField) in
            try Roomkeeper_V1_BatchGetRoomsRequest(query: query)
        }
        return .message(try await self.gateway.batchGetRooms(request, timeout: timeout).get())
    }

    /// `GET /v1/rooms`.
    func list(_ call: HTTPCall) async throws(Roomkeeper_V1_Error) -> HTTPAnswer {
        let (request, timeout) = try Self.read(call) { (query) throws(InvalidField) in
            try Roomkeeper_V1_ListRoomsRequest(query: query)
        }
        return .message(try await self.gateway.listRooms(request, timeout: timeout).get())
    }

    /// `GET /v1/rooms:find`.
    func find(_ call: HTTPCall) async throws(Roomkeeper_V1_Error) -> HTTPAnswer {
        let (request, timeout) = try Self.read(call) { (query) throws(InvalidField) in
            try Roomkeeper_V1_FindRoomsRequest(query: query)
        }
        return .message(try await self.gateway.findRooms(request, timeout: timeout).get())
    }

    /// `GET /v1/rooms/{id}/events`.
    func events(_ id: String, _ call: HTTPCall) async throws(Roomkeeper_V1_Error) -> HTTPAnswer {
        let (request, timeout) = try Self.read(call) { (query) throws(InvalidField) in
            try Roomkeeper_V1_ListRoomEventsRequest(room: id, query: query)
        }
        return .message(try await self.gateway.listRoomEvents(request, timeout: timeout).get())
    }

    /// `GET /v1/deadlines`.
    func deadlines(_ call: HTTPCall) async throws(Roomkeeper_V1_Error) -> HTTPAnswer {
        let (request, timeout) = try Self.read(call) { (query) throws(InvalidField) in
            try Roomkeeper_V1_ListDeadlinesRequest(query: query)
        }
        return .message(try await self.gateway.listDeadlines(request, timeout: timeout).get())
    }

    private static func read<Request>(
        _ call: HTTPCall, _ make: (Substring) throws(InvalidField) -> Request
    ) throws(Roomkeeper_V1_Error) -> (Request, Duration) {
        try Self.checked { () throws(InvalidField) in
            (try make(call.query), try Self.timeout(of: call))
        }
    }
}
