import RoomProtocol

/// An answer that waits to be spelled out on the connection's event loop.
enum NativeReply: Sendable {
    case mutate(id: UInt64, MutateReply)
    case getRoom(id: UInt64, GetRoomReply)
    case transferLeadership(
        id: UInt64, Result<Roomkeeper_V1_TransferLeadershipResponse, Roomkeeper_V1_Error>)

    /// The envelope that answers; reads rooms, so it may wait for the disk.
    func envelope() -> Roomkeeper_V1_ServerEnvelope {
        var envelope = Roomkeeper_V1_ServerEnvelope()
        switch self {
        case .mutate(let id, let reply):
            envelope.id = id
            switch reply.resolve() {
            case .success(let response): envelope.reply = .mutate(response)
            case .failure(let error): envelope.reply = .error(error)
            }
        case .getRoom(let id, let reply):
            envelope.id = id
            switch reply.resolve() {
            case .success(let response): envelope.reply = .getRoom(response)
            case .failure(let error): envelope.reply = .error(error)
            }
        case .transferLeadership(let id, let result):
            envelope.id = id
            switch result {
            case .success(let response): envelope.reply = .transferLeadership(response)
            case .failure(let error): envelope.reply = .error(error)
            }
        }
        return envelope
    }
}
