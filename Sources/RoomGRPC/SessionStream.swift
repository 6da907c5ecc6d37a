import GRPCCore
import GRPCProtobuf
import RoomMapping
import RoomProtocol
import RoomServer
import RoomState
import Synchronization

/// One `Session` stream: envelopes in, calls to the gateway, envelopes out in any order.
///
/// One task reads and begins calls, one writes what is answered, all that gathered at once.
/// Backpressure works both ways: nothing is read while as many calls are under way as may be, and a
/// call is under way until its answer is written.
///
/// Invariant: `inFlight` ≤ `Limits.sessionRequestsInFlight`.
final class SessionStream: Sendable {
    private struct Reply: Sendable {
        let id: UInt64
        let reply: EnvelopeReply
    }

    private struct State {
        var replies: [Reply] = []
        var inFlight = 0
        /// The client has said all, or the node is stopping.
        var isInputOver = false
        var isDraining = false
        /// Waits until one more call may be begun.
        var reader: CheckedContinuation<Void, Never>?
        /// Waits until something is answered, or nothing more will be.
        var writer: CheckedContinuation<Void, Never>?
    }

    private let gateway: RoomGateway
    private let caller: String
    private let state = Mutex(State())

    init(gateway: RoomGateway, caller: String) {
        self.gateway = gateway
        self.caller = caller
    }

    /// Serves the stream until the client has said all and everything is answered.
    func run(
        _ requests: RPCAsyncSequence<Roomkeeper_V1_ClientEnvelope, any Error>,
        _ writer: RPCWriter<Roomkeeper_V1_ServerEnvelope>
    ) async throws {
        try await withRPCCancellationHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    defer { self.endInput() }
                    try await self.read(requests)
                }
                try await self.write(to: writer)
                if self.state.withLock({ $0.isDraining }) {
                    // A client that is told to go elsewhere may never end its side.
                    group.cancelAll()
                    try? await group.waitForAll()
                } else {
                    try await group.waitForAll()
                }
            }
        } onCancelRPC: {
            self.drain()
        }
    }

    // MARK: Reading

    private func read(
        _ requests: RPCAsyncSequence<Roomkeeper_V1_ClientEnvelope, any Error>
    ) async throws {
        do {
            for try await envelope in requests {
                try await self.receive(envelope)
            }
        } catch let error as RPCError where error.code == .invalidArgument && error.isBare {
            throw RPCError(
                GoogleRPCStatus(
                    Roomkeeper_V1_Error(
                        InvalidField(
                            field: "envelope", limit: "an encoded ClientEnvelope",
                            actual: "bytes that do not decode"))))
        }
    }

    /// Serves one envelope, once it may be begun.
    ///
    /// Ids are the client's business, as on the native door; only 0 ends the stream, because 0
    /// marks what belongs to no request.
    private func receive(_ envelope: Roomkeeper_V1_ClientEnvelope) async throws {
        if let fault = Self.fault(of: envelope) { throw RPCError(GoogleRPCStatus(fault)) }
        await self.waitForRoom()
        switch envelope.request {
        case .hello:
            // Nobody needs it here; a client that shares its code with the native door may say it.
            self.answer(id: 0, .ready(.hello(self.gateway.serverHello())))
        case .some(let request):
            self.begin(request, id: envelope.id, timeoutMilliseconds: envelope.timeoutMs)
        case nil:
            self.answer(id: envelope.id, .ready(.error(.unknownRequest())))
        }
    }

    /// What ends the stream, for it cannot be answered under an id.
    private static func fault(of envelope: Roomkeeper_V1_ClientEnvelope) -> Roomkeeper_V1_Error? {
        switch envelope.request {
        case .hello(let hello):
            hello.protocolVersion == NativeDoor.protocolVersion
                ? nil : .unknownProtocol(hello.protocolVersion)
        case .some: envelope.id == 0 ? Roomkeeper_V1_Error(.zeroID) : nil
        case nil: envelope.id == 0 ? .unknownRequest() : nil
        }
    }

    private func begin(
        _ request: Roomkeeper_V1_ClientEnvelope.OneOf_Request, id: UInt64,
        timeoutMilliseconds: UInt32
    ) {
        guard !self.state.withLock({ $0.isDraining }) else {
            return self.answer(id: id, .ready(.error(.shuttingDown())))
        }
        do {
            let timeout = try RequestTimeout.duration(
                milliseconds: timeoutMilliseconds, field: "timeout_ms")
            self.gateway.begin(
                request, caller: self.caller, deadline: .now.advanced(by: timeout)
            ) { self.answer(id: id, $0) }
        } catch {
            self.answer(id: id, .ready(.error(Roomkeeper_V1_Error(error))))
        }
    }

    /// Counts one more call in as soon as there is room for it.
    private func waitForRoom() async {
        await withCheckedContinuation { continuation in
            let hasRoom = self.state.withLock { state in
                guard state.inFlight >= Limits.sessionRequestsInFlight else { return true }
                state.reader = continuation
                return false
            }
            if hasRoom { continuation.resume() }
        }
        self.state.withLock { $0.inFlight += 1 }
    }

    private func endInput() {
        self.state.withLock { state in
            state.isInputOver = true
            return state.writer.take()
        }?.resume()
    }

    /// Answers what is under way and ends; what still comes is refused.
    private func drain() {
        self.state.withLock { state in
            state.isDraining = true
            state.isInputOver = true
            return state.writer.take()
        }?.resume()
    }

    // MARK: Writing

    /// Callable from any thread; the first answer of a batch wakes the writer.
    private func answer(id: UInt64, _ reply: EnvelopeReply) {
        self.state.withLock { state in
            state.replies.append(Reply(id: id, reply: reply))
            return state.writer.take()
        }?.resume()
    }

    private func write(to writer: RPCWriter<Roomkeeper_V1_ServerEnvelope>) async throws {
        // Whoever reads waits for room, and must not wait for a writer that is gone.
        defer { self.makeRoom(.max) }
        while let replies = await self.takeReplies() {
            try await writer.write(
                contentsOf: replies.map { reply in
                    var envelope = Roomkeeper_V1_ServerEnvelope()
                    envelope.id = reply.id
                    envelope.reply = reply.reply.resolve()
                    return envelope
                })
            self.makeRoom(replies.count)
        }
    }

    /// All answers that are there, once there are some; `nil` when no more will come.
    private func takeReplies() async -> [Reply]? {
        while true {
            let (replies, isOver) = self.state.withLock { state in
                var taken: [Reply] = []
                swap(&taken, &state.replies)
                return (taken, state.isInputOver && state.inFlight == 0)
            }
            if !replies.isEmpty { return replies }
            if isOver { return nil }
            await withCheckedContinuation { continuation in
                let isNews = self.state.withLock { state in
                    guard state.replies.isEmpty, !(state.isInputOver && state.inFlight == 0) else {
                        return true
                    }
                    state.writer = continuation
                    return false
                }
                if isNews { continuation.resume() }
            }
        }
    }

    private func makeRoom(_ count: Int) {
        self.state.withLock { state in
            state.inFlight -= min(count, state.inFlight)
            return state.reader.take()
        }?.resume()
    }
}

extension RPCError {
    /// Whether it is the library's own, without our details.
    fileprivate var isBare: Bool {
        guard let status = try? self.unpackGoogleRPCStatus() else { return true }
        return status.details.isEmpty
    }
}
