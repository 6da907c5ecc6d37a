import RoomMapping
import RoomProtocol
import RoomState
import SwiftProtobuf

extension Roomkeeper_V1_MutateRequest {
    /// The mutation in the body of a call; the path names the room, and header fields may carry the
    /// request id and its deadline.
    init(_ call: HTTPCall, room: String?) throws(Roomkeeper_V1_Error) {
        self = try JSONFault.decode(Self.self, from: call.body)
        do {
            try self.take(room: room)
            try self.takeIdentity(of: call)
        } catch {
            throw Roomkeeper_V1_Error(error)
        }
    }

    private mutating func take(room: String?) throws(InvalidField) {
        guard let room else { return }
        guard self.roomID.isEmpty || self.roomID == room else {
            throw InvalidField(
                field: "room_id", limit: "left out, or the same as in the path",
                actual: "another room")
        }
        self.roomID = room
    }

    private mutating func takeIdentity(of call: HTTPCall) throws(InvalidField) {
        if let key = call.idempotencyKey {
            guard self.requestID.isEmpty || self.requestID == key else {
                throw InvalidField(
                    field: "request_id",
                    limit: "left out, or the same as in \(HTTPCall.idempotencyKeyField)",
                    actual: "another id")
            }
            self.requestID = key
        }
        if let text = call.requestNotAfter {
            let notAfter: Google_Protobuf_Timestamp
            do {
                // The library reads times only as JSON; a quote within would end the string early
                // and is refused by it as well.
                notAfter = try Google_Protobuf_Timestamp(jsonString: "\"\(text)\"")
            } catch {
                throw InvalidField(
                    field: HTTPCall.requestNotAfterField,
                    limit: "a time like 2026-01-31T12:00:00Z",
                    actual: String(text.prefix(HTTPRoute.echoedCharacters)))
            }
            guard !self.hasNotAfter || self.notAfter == notAfter else {
                throw InvalidField(
                    field: "not_after",
                    limit: "left out, or the same as in \(HTTPCall.requestNotAfterField)",
                    actual: "another time")
            }
            self.notAfter = notAfter
        }
    }
}
