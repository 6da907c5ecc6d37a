import RoomMapping
import RoomProtocol
import RoomState
import SwiftProtobuf

extension HTTPHandler {
    /// `:settle`: the body is a SettleRequest, or nothing when header fields tell all.
    func settle(
        _ room: String?, _ call: HTTPCall
    ) async throws(Roomkeeper_V1_Error) -> HTTPAnswer {
        var request: Roomkeeper_V1_SettleRequest = try Self.body(of: call)
        let timeout = try Self.checked { () throws(InvalidField) in
            try QueryParameters(call.query).finish()
            request.roomID = try Self.same(room, request.roomID, field: "room_id")
            request.requestID = try call.requestID(beside: request.requestID)
            if let time = try call.notAfter(beside: request.hasNotAfter ? request.notAfter : nil) {
                request.notAfter = time
            }
            return try Self.timeout(of: call)
        }
        return .message(
            try await self.gateway.settle(
                request, caller: call.caller.name, timeout: timeout
            ).get())
    }

    /// `POST /v1/rooms:heartbeat`: the body is a HeartbeatRequest.
    func heartbeat(_ call: HTTPCall) async throws(Roomkeeper_V1_Error) -> HTTPAnswer {
        let request: Roomkeeper_V1_HeartbeatRequest = try Self.body(of: call)
        let timeout = try Self.checked { () throws(InvalidField) in
            try QueryParameters(call.query).finish()
            return try Self.timeout(of: call)
        }
        return .message(try await self.gateway.heartbeat(request, timeout: timeout).get())
    }

    /// `POST /v1/rooms/{id}:heartbeat`: the body is a HostPresence, and what is wrong with it is
    /// the error of the call.
    func heartbeat(
        of room: String, _ call: HTTPCall
    ) async throws(Roomkeeper_V1_Error) -> HTTPAnswer {
        var presence: Roomkeeper_V1_HostPresence = try Self.body(of: call)
        let timeout = try Self.checked { () throws(InvalidField) in
            try QueryParameters(call.query).finish()
            presence.roomID = try Self.same(room, presence.roomID, field: "room_id")
            return try Self.timeout(of: call)
        }
        var request = Roomkeeper_V1_HeartbeatRequest()
        request.presences = [presence]
        let response = try await self.gateway.heartbeat(request, timeout: timeout).get()
        if case .error(let error) = response.items.first?.result { throw error }
        return .message(response)
    }

    private static func body<Body: Message>(
        of call: HTTPCall
    ) throws(Roomkeeper_V1_Error) -> Body {
        try JSONFault.decode(
            Body.self, from: call.body.isEmpty ? Array("{}".utf8) : call.body)
    }

    /// What the path says; the body may say the same, or nothing.
    private static func same(
        _ path: String?, _ body: String, field: String
    ) throws(InvalidField) -> String {
        guard let path else { return body }
        guard body.isEmpty || body == path else {
            throw InvalidField(
                field: field, limit: "left out, or the same as in the path", actual: "another room")
        }
        return path
    }
}
