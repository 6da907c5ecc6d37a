import RoomMapping
import RoomProtocol
import RoomState

extension HTTPHandler {
    /// `POST /v1/rooms`: the body is the message of the operation `create`.
    func create(_ call: HTTPCall) async throws(Roomkeeper_V1_Error) -> HTTPAnswer {
        let request = try Self.request("create", on: "", call)
        let response = try await self.perform(request, call)
        var answer = Self.answer(response)
        if !request.validateOnly {
            answer.status = 201
            answer.location = "/v1/rooms/\(response.roomID)"
        }
        return answer
    }

    /// `POST /v1/rooms/{id}:{operation}`: the body is the message of the operation.
    func operate(
        _ name: String, on room: String, _ call: HTTPCall
    ) async throws(Roomkeeper_V1_Error) -> HTTPAnswer {
        let request = try Self.request(name, on: room, call)
        return Self.answer(try await self.perform(request, call))
    }

    /// `:mutate`: the body is a whole MutateRequest.
    func mutate(
        _ room: String?, _ call: HTTPCall
    ) async throws(Roomkeeper_V1_Error) -> HTTPAnswer {
        let request = try Roomkeeper_V1_MutateRequest(call, room: room)
        return Self.answer(try await self.perform(request, call))
    }

    private static func request(
        _ name: String, on room: String, _ call: HTTPCall
    ) throws(Roomkeeper_V1_Error) -> Roomkeeper_V1_MutateRequest {
        guard let operation = HTTPOperation.named(name) else { throw .unknownOperation(name) }
        let kind = try operation.read(call.body)
        return try Self.checked { () throws(InvalidField) in
            try Roomkeeper_V1_MutateRequest(call, kind, room: room)
        }
    }

    private func perform(
        _ request: Roomkeeper_V1_MutateRequest, _ call: HTTPCall
    ) async throws(Roomkeeper_V1_Error) -> Roomkeeper_V1_MutateResponse {
        let timeout = try Self.checked { () throws(InvalidField) in try Self.timeout(of: call) }
        return try await self.gateway.mutate(
            request, caller: call.caller.name, timeout: timeout
        ).get()
    }

    private static func answer(_ response: Roomkeeper_V1_MutateResponse) -> HTTPAnswer {
        var answer = HTTPAnswer.message(response)
        if !response.etag.isEmpty { answer.etag = HTTPEntityTag.quoted(response.etag) }
        return answer
    }
}
