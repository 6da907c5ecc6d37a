import RoomMapping
package import RoomProtocol
package import RoomState

/// Requests as they come in envelopes: on the native door, and on the `Session` streams of gRPC.
extension RoomGateway {
    /// Begins the call that a request asks for.
    ///
    /// Whether the caller may make it is decided first, by the table of `Access`.
    ///
    /// A hello and a watch belong to the connection; they are the door's own, and refused here.
    package func begin(
        _ request: Roomkeeper_V1_ClientEnvelope.OneOf_Request, caller: Caller,
        deadline: ContinuousClock.Instant, completion: @escaping @Sendable (EnvelopeReply) -> Void
    ) {
        if let kind = GatewayRequest(request), let refusal = caller.refusal(of: kind.access) {
            self.ended(kind, refusal.gatewayResult, .now)
            return completion(.ready(.error(refusal)))
        }
        let name = caller.name
        switch request {
        case .mutate(let mutate):
            self.mutate(mutate, caller: name, deadline: deadline) { completion(.mutate($0)) }
        case .getRoom(let getRoom):
            self.getRoom(getRoom, deadline: deadline) { completion(.getRoom($0)) }
        case .nodeStatus:
            completion(.ready(.nodeStatus(self.nodeStatus())))
        case .transferLeadership(let transfer):
            self.transferLeadership(transfer, deadline: deadline) { result in
                completion(.ready(EnvelopeReply.reply(result) { .transferLeadership($0) }))
            }
        case .changeMembership(let change):
            self.changeMembership(change) { result in
                completion(.ready(EnvelopeReply.reply(result) { .changeMembership($0) }))
            }
        case .beginBackup(let begin):
            self.beginBackup(begin, deadline: deadline) { result in
                completion(.ready(EnvelopeReply.reply(result) { .beginBackup($0) }))
            }
        case .readBackup(let read):
            self.readBackup(read) { result in
                completion(.ready(EnvelopeReply.reply(result) { .readBackup($0) }))
            }
        case .endBackup(let end):
            self.endBackup(end) { result in
                completion(.ready(EnvelopeReply.reply(result) { .endBackup($0) }))
            }
        case .settle(let settle):
            self.settle(settle, caller: name, deadline: deadline) { completion(.settle($0)) }
        case .heartbeat(let heartbeat):
            self.heartbeat(heartbeat, deadline: deadline) { completion(.heartbeat($0)) }
        case .batchGetRooms(let batch):
            self.batchGetRooms(batch, deadline: deadline) { result in
                completion(.ready(EnvelopeReply.reply(result) { .batchGetRooms($0) }))
            }
        case .listRooms(let list):
            self.listRooms(list, deadline: deadline) { result in
                completion(.ready(EnvelopeReply.reply(result) { .listRooms($0) }))
            }
        case .findRooms(let find):
            self.findRooms(find, deadline: deadline) { result in
                completion(.ready(EnvelopeReply.reply(result) { .findRooms($0) }))
            }
        case .listRoomEvents(let events):
            self.listRoomEvents(events, deadline: deadline) { result in
                completion(.ready(EnvelopeReply.reply(result) { .listRoomEvents($0) }))
            }
        case .listDeadlines(let deadlines):
            self.listDeadlines(deadlines, deadline: deadline) { result in
                completion(.ready(EnvelopeReply.reply(result) { .listDeadlines($0) }))
            }
        case .hello, .watch, .cancelWatch:
            completion(.ready(.error(.unknownRequest())))
        }
    }
}

/// What is wrong with an envelope itself.
extension Roomkeeper_V1_Error {
    package static func unknownRequest() -> Roomkeeper_V1_Error {
        Roomkeeper_V1_Error(
            InvalidField(
                field: "request",
                limit: "one of the requests that this version of the service knows",
                actual: "none of them"))
    }
}

extension InvalidField {
    package static let zeroID = InvalidField(
        field: "id", limit: "a number other than 0", actual: "0")
}
