import RoomProtocol
import RoomState

extension HTTPHandler {
    /// `GET /v1/rooms/{id}`, with the room's etag, so that a reader who has it is told so.
    func room(_ id: String, _ call: HTTPCall) async throws(Roomkeeper_V1_Error) -> HTTPAnswer {
        let (request, timeout) = try Self.checked { () throws(InvalidField) in
            (
                try Roomkeeper_V1_GetRoomRequest(room: id, query: call.query),
                try Self.timeout(of: call)
            )
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
}
