import RoomMapping
package import RoomProtocol

/// The answer to a request of an envelope, before it is spelled out.
package enum EnvelopeReply: Sendable {
    case mutate(MutateReply)
    case getRoom(GetRoomReply)
    case settle(SettleReply)
    case heartbeat(HeartbeatReply)
    /// Spelled out already.
    indirect case ready(Roomkeeper_V1_ServerEnvelope.OneOf_Reply)

    /// To be called once, on a thread that may wait for the disk.
    package func resolve() -> Roomkeeper_V1_ServerEnvelope.OneOf_Reply {
        switch self {
        case .mutate(let reply): Self.reply(reply.resolve()) { .mutate($0) }
        case .getRoom(let reply): Self.reply(reply.resolve()) { .getRoom($0) }
        case .settle(let reply): Self.reply(reply.resolve()) { .settle($0) }
        case .heartbeat(let reply): Self.reply(reply.resolve()) { .heartbeat($0) }
        case .ready(let reply): reply
        }
    }

    /// Writes the field of a `ServerEnvelope` that holds the answer: what encoding the result of
    /// `resolve` gives, and for what is asked most without making a message of it.
    ///
    /// To be called instead of `resolve`.
    ///
    /// - Throws: when the answer is larger than an envelope may be.
    package func write(into writer: inout WireWriter) throws(NativeFrameError) {
        switch self {
        case .getRoom(let reply):
            switch reply.found() {
            case .success(let found):
                let room = reply.gateway.encodedRooms.bytes(of: found.room, view: found.query.view)
                writer.delimited(11) { $0.write(found, as: room) }
            case .failure(let error): try Self.write(.error(error), into: &writer)
            }
        case .mutate(let reply):
            guard let (outcome, receipt) = reply.applied() else { fallthrough }
            writer.delimited(10) { $0.write(outcome, receipt) }
        case .settle, .heartbeat, .ready:
            try Self.write(self.resolve(), into: &writer)
        }
    }

    private static func write(
        _ reply: Roomkeeper_V1_ServerEnvelope.OneOf_Reply, into writer: inout WireWriter
    ) throws(NativeFrameError) {
        var envelope = Roomkeeper_V1_ServerEnvelope()
        envelope.reply = reply
        writer.append(try NativeFrame.encode(envelope))
    }

    static func reply<Response>(
        _ result: Result<Response, Roomkeeper_V1_Error>,
        _ wrap: (Response) -> Roomkeeper_V1_ServerEnvelope.OneOf_Reply
    ) -> Roomkeeper_V1_ServerEnvelope.OneOf_Reply {
        switch result {
        case .success(let response): wrap(response)
        case .failure(let error): .error(error)
        }
    }
}
