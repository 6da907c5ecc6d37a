import GRPCCore
import RoomProtocol

/// The client's side of a call of `Watch`.
struct GRPCWatch {
    var messages: RPCAsyncSequence<Roomkeeper_V1_WatchResponse, any Error>.AsyncIterator

    mutating func next() async throws -> Roomkeeper_V1_WatchResponse? {
        try await self.messages.next(isolation: #isolation)
    }
}
