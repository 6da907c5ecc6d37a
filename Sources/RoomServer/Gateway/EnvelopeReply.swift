import RoomMapping
package import RoomProtocol

/// The answer to a request of an envelope, before it is spelled out.
package enum EnvelopeReply: Sendable {
    case mutate(MutateReply)
    case getRoom(GetRoomReply)
    case settle(SettleReply)
    case heartbeat(HeartbeatReply)
    /// Spelled out already.
    case ready(Roomkeeper_V1_ServerEnvelope.OneOf_Reply)

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
