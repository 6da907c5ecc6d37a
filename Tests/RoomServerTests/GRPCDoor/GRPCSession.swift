import GRPCCore
import RoomProtocol

/// The client's side of a `Session` stream.
struct GRPCSession {
    private typealias Messages = RPCAsyncSequence<Roomkeeper_V1_ServerEnvelope, any Error>

    private var messages: Messages.AsyncIterator
    private let output: AsyncStream<Roomkeeper_V1_ClientEnvelope>.Continuation

    init(
        _ messages: RPCAsyncSequence<Roomkeeper_V1_ServerEnvelope, any Error>,
        _ output: AsyncStream<Roomkeeper_V1_ClientEnvelope>.Continuation
    ) {
        self.messages = messages.makeAsyncIterator()
        self.output = output
    }

    func send(_ envelopes: Roomkeeper_V1_ClientEnvelope...) {
        for envelope in envelopes { self.output.yield(envelope) }
    }

    /// Says that nothing more will be asked for.
    func finish() {
        self.output.finish()
    }

    /// `nil` when the server has ended the stream without an error.
    mutating func next() async throws -> Roomkeeper_V1_ServerEnvelope? {
        try await self.messages.next(isolation: #isolation)
    }
}
