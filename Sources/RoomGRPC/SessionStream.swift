import GRPCCore
import GRPCProtobuf
import NIOCore
import RoomMapping
import RoomProtocol
import RoomServer
import RoomState

/// One `Session` stream: envelopes in, calls and watches on the gateway, envelopes out in any
/// order.
///
/// One task reads and begins calls, one writes what there is to tell, all answers that gathered at
/// once. Backpressure works both ways: nothing is read while as many calls are under way as may
/// be, a call is under way until its answer is written, and watches gather or conflate while the
/// client does not read. What waits is bounded by `SessionOutbox`.
final class SessionStream: Sendable {
    private let gateway: RoomGateway
    private let caller: Caller
    private let outbox = SessionOutbox()
    private let watches: SessionWatches
    private let stop: DoorStop

    /// - Parameter eventLoop: where the watches of the session live.
    init(gateway: RoomGateway, caller: Caller, eventLoop: any EventLoop, stop: DoorStop) {
        self.stop = stop
        self.gateway = gateway
        self.caller = caller
        self.watches = SessionWatches(gateway, self.outbox, on: eventLoop)
    }

    /// Serves the stream until the client has said all and everything is answered.
    ///
    /// - Throws: that the client's deadline has passed, once what was under way is answered.
    func run(
        _ requests: RPCAsyncSequence<Roomkeeper_V1_ClientEnvelope, any Error>,
        _ writer: RPCWriter<Roomkeeper_V1_ServerEnvelope>
    ) async throws {
        // Also when the client is gone and nothing can be written.
        defer { self.watches.cancelAll() }
        try await withRPCCancellationHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    defer { self.endInput() }
                    try await self.read(requests)
                }
                try await self.write(to: writer)
                if self.outbox.isDraining {
                    // A client that is told to go elsewhere may never end its side.
                    group.cancelAll()
                    try? await group.waitForAll()
                    if self.stop.cause == .deadline {
                        throw RPCError(GoogleRPCStatus(Roomkeeper_V1_Error(.deadline)))
                    }
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
        await self.outbox.waitForRoom()
        switch envelope.request {
        case .hello:
            // Nobody needs it here; a client that shares its code with the native door may say it.
            self.outbox.answer(0, .ready(.hello(self.gateway.serverHello())))
        case .some(let request):
            self.begin(request, id: envelope.id, timeoutMilliseconds: envelope.timeoutMs)
        case nil:
            self.outbox.answer(envelope.id, .ready(.error(.unknownRequest())))
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
        guard !self.outbox.isDraining else {
            return self.outbox.answer(id, .ready(.error(.shuttingDown())))
        }
        do {
            let timeout = try RequestTimeout.duration(
                milliseconds: timeoutMilliseconds, field: "timeout_ms")
            switch request {
            case .watch(let watch):
                if let refusal = self.caller.refusal(of: .rooms) {
                    return self.outbox.answer(id, .ready(.error(refusal)))
                }
                self.watches.begin(watch, id: id)
            case .cancelWatch(let cancel):
                self.watches.cancel(cancel.watchID, id: id)
            default:
                self.gateway.begin(
                    request, caller: self.caller, deadline: .now.advanced(by: timeout)
                ) { self.outbox.answer(id, $0) }
            }
        } catch {
            self.outbox.answer(id, .ready(.error(Roomkeeper_V1_Error(error))))
        }
    }

    private func endInput() {
        self.outbox.endInput()
        // Nobody could cancel them any more.
        self.watches.cancelAll()
    }

    /// Answers what is under way and ends; what still comes is refused.
    private func drain() {
        self.outbox.drain()
        self.watches.fail(Roomkeeper_V1_Error(self.stop.cause))
    }

    // MARK: Writing

    private func write(to writer: RPCWriter<Roomkeeper_V1_ServerEnvelope>) async throws {
        // Whoever reads waits for room, and must not wait for a writer that is gone.
        defer { self.outbox.abandon() }
        while let messages = await self.outbox.take({ self.watches.pump() }) {
            try await writer.write(contentsOf: messages.map { $0.envelope() })
            self.outbox.didWrite(messages)
        }
    }
}

extension RPCError {
    /// Whether it is the library's own, without our details.
    fileprivate var isBare: Bool {
        guard let status = try? self.unpackGoogleRPCStatus() else { return true }
        return status.details.isEmpty
    }
}
