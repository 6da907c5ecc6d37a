import NIOCore
import RoomProtocol
import Synchronization
import TransportSecurity

/// One TCP connection to a node's native door, usable from any thread.
///
/// Callers put encoded requests into an outbox; the first one in wakes the event loop, which takes
/// all that gathered, writes it at once, and later resumes each caller with its reply. All else
/// lives in `NativeConnectionCore`, on the event loop.
final class NativeConnection: Sendable {
    /// How a connection is made.
    struct Settings: Sendable {
        let connectTimeout: Duration
        /// After how long without any byte, although replies are due, it is given up.
        let silenceLimit: Duration
        let userAgent: String
        /// `nil`: plaintext.
        let credentials: TLSCredentials?
    }

    let endpoint: Endpoint
    /// Where the pool keeps it.
    let slot: Slot

    private let eventLoop: any EventLoop
    private let core: NIOLoopBoundBox<NativeConnectionCore?>
    private let outbox = Mutex(Outbox())
    private let lastID = Atomic<UInt64>(0)
    private let closedPromise: EventLoopPromise<Void>

    struct Slot: Sendable, Equatable {
        let place: Int
        let index: Int
    }

    /// A connection that `start` must open.
    init(endpoint: Endpoint, slot: Slot, eventLoop: any EventLoop) {
        self.endpoint = endpoint
        self.slot = slot
        self.eventLoop = eventLoop
        self.core = .makeEmptyBox(valueType: NativeConnectionCore.self, eventLoop: eventLoop)
        self.closedPromise = eventLoop.makePromise(of: Void.self)
    }

    /// MUST be called exactly once.
    ///
    /// Calls may be made before and after.
    func start(settings: Settings, delegate: any NativeConnectionDelegate) {
        self.eventLoop.execute {
            let core = NativeConnectionCore(
                connection: self, eventLoop: self.eventLoop, settings: settings,
                delegate: delegate)
            self.core.value = core
            core.start()
        }
    }

    // MARK: - Calls

    /// Sends one request and waits for its reply, for `timeout` at most.
    func call(_ request: EncodedRequest, timeout: Duration) async -> PendingCall.Result {
        let bytes: [UInt8]
        switch request.bytes {
        case .success(let encoded): bytes = encoded
        case .failure(let error):
            return .ended(.stopped(.requestTooLarge(error), wasSent: false))
        }
        let id = self.nextID()
        let deadline = NIODeadline.now() + TimeAmount(timeout)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                self.put(
                    PendingCall(
                        id: id, deadline: deadline, waiter: .caller(continuation),
                        request: bytes))
                // A cancellation that came before the call was put in found nothing to cancel.
                if Task.isCancelled { self.cancel(id) }
            }
        } onCancel: {
            self.cancel(id)
        }
    }

    /// Begins a watch, whose answers and whose end come to `inbox`.
    ///
    /// - Returns: the id to cancel it by.
    func watch(
        _ request: Roomkeeper_V1_WatchRequest, timeout: Duration, idleLimit: Duration,
        inbox: WatchInbox
    ) -> UInt64 {
        let id = self.nextID()
        switch EncodedRequest(.watch(request)).bytes {
        case .success(let bytes):
            self.put(
                PendingCall(
                    id: id, deadline: .now() + TimeAmount(timeout),
                    waiter: .watch(inbox, idleLimit: TimeAmount(idleLimit)), request: bytes))
        case .failure(let error):
            inbox.end(.ended(.stopped(.requestTooLarge(error), wasSent: false)))
        }
        return id
    }

    func nextID() -> UInt64 {
        self.lastID.add(1, ordering: .relaxed).newValue
    }

    private func put(_ call: PendingCall) {
        switch self.outbox.withLock({ $0.put(call) }) {
        case .wake: self.wake()
        case .queued: break
        case .full:
            let error = RoomClientError.outboxFull(self.endpoint.text)
            call.finish(.ended(.stopped(error, wasSent: false)))
        case .refused(let end): call.finish(.ended(end))
        }
    }

    /// Ends a call or a watch early.
    func cancel(_ id: UInt64) {
        if self.outbox.withLock({ $0.cancel(id) }) == .wake { self.wake() }
    }

    private func wake() {
        self.eventLoop.execute { self.core.value?.drain() }
    }

    // MARK: - Closing

    /// The server sent a reply that is none: nothing of what it sends can be trusted any more.
    ///
    /// - Returns: how the attempt ends whose reply it was.
    func violated(_ failure: NativeFrameError) -> AttemptEnd {
        let error = RoomClientError.protocolViolation(
            self.endpoint.text, "sent no valid frame: \(failure)")
        self.close(error)
        return .unanswered(error)
    }

    /// Ends the connection; every call on it ends with `error`.
    ///
    /// Does nothing when it has ended.
    func close(_ error: RoomClientError) {
        self.eventLoop.execute { self.core.value?.close(error) }
    }

    /// Returns when the connection has ended and its socket is closed.
    func waitUntilClosed() async {
        // The promise only ever succeeds.
        try? await self.closedPromise.futureResult.get()
    }

    // MARK: - For the core, on the event loop

    func takeOutbox(heldBytes: Int) -> (calls: [PendingCall], cancelled: [UInt64]) {
        self.outbox.withLock { $0.take(heldBytes: heldBytes) }
    }

    func reportHeld(_ bytes: Int) {
        self.outbox.withLock { $0.held(bytes) }
    }

    /// Refuses further calls with `end` and returns those that wait in the outbox.
    func closeOutbox(_ end: AttemptEnd) -> [PendingCall] {
        self.core.value = nil
        return self.outbox.withLock { $0.close(end) }
    }

    func socketClosed() {
        self.closedPromise.succeed()
    }
}
