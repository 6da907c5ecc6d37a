import NIOCore
import RoomProtocol
import RoomServer
import Synchronization
import Watching

/// What a session has to tell, on its way from wherever it arises to the task that writes.
///
/// Answers of calls go before updates of watches, and a write takes all answers that are there but
/// only some updates: so no answer waits behind more than one write of updates, however much is
/// watched, and no watch is kept waiting by calls. Updates of one watch and its end stay in order.
///
/// Invariant: `inFlight` ≤ `Limits.sessionRequestsInFlight`; updates are added only while fewer
/// than `Limits.sessionUpdates` of fewer than `Limits.sessionUpdateBytes` wait, and watches only
/// until their ends are written, so a client that does not read holds no more than that.
final class SessionOutbox: Sendable {
    private struct State {
        var answers: [SessionMessage] = []
        var updates = CircularBuffer<SessionMessage>()
        var updateBytes = 0
        /// Calls that were begun and whose answers are not written.
        var inFlight = 0
        /// Watches that were begun and whose ends are not written.
        var watches = 0
        /// A watch had more to tell than there was room for.
        var isHoldingBack = false
        /// The client has said all, or the node is stopping.
        var isInputOver = false
        var isDraining = false
        /// Nothing will be written any more.
        var isAbandoned = false
        /// Waits until one more call may be begun.
        var reader: CheckedContinuation<Void, Never>?
        /// Waits until there is something to write, or never will be.
        var writer: CheckedContinuation<Void, Never>?

        var hasRoomForCall: Bool {
            self.inFlight < Limits.sessionRequestsInFlight || self.isAbandoned
        }
        var isOver: Bool { self.isInputOver && self.inFlight == 0 && self.watches == 0 }
        var hasNews: Bool { !self.answers.isEmpty || !self.updates.isEmpty || self.isOver }

        mutating func take() -> [SessionMessage] {
            var taken: [SessionMessage] = []
            swap(&taken, &self.answers)
            var bytes = 0
            for _ in 0..<Limits.sessionUpdatesPerWrite {
                guard bytes < Limits.sessionBytesPerWrite, let next = self.updates.popFirst() else {
                    break
                }
                bytes += next.bytes
                taken.append(next)
            }
            self.updateBytes -= bytes
            return taken
        }
    }

    private let state = Mutex(State())

    var isDraining: Bool { self.state.withLock { $0.isDraining } }

    // MARK: The task that reads

    /// Counts one more call in as soon as there is room for it.
    func waitForRoom() async {
        await withCheckedContinuation { continuation in
            let hasRoom = self.state.withLock { state in
                guard !state.hasRoomForCall else { return true }
                state.reader = continuation
                return false
            }
            if hasRoom { continuation.resume() }
        }
        self.state.withLock { $0.inFlight += 1 }
    }

    /// Nothing more will be asked for.
    func endInput() {
        self.wakeWriter { $0.isInputOver = true }
    }

    /// Nothing more may be asked for: the node stops, or the client is gone.
    func drain() {
        self.wakeWriter { state in
            state.isDraining = true
            state.isInputOver = true
        }
    }

    // MARK: Any thread

    /// Answers a call, which is over once that is written; the first answer of a batch wakes the
    /// writer.
    func answer(_ id: UInt64, _ reply: EnvelopeReply) {
        self.wakeWriter { state in
            state.answers.append(
                SessionMessage(id: id, content: .answer(reply), endsCalls: 1))
        }
    }

    /// A call is over without an answer of its own.
    func endCall() {
        self.wakeBoth { $0.inFlight -= 1 }
    }

    // MARK: The event loop of the watches

    enum Admission {
        case admitted
        /// As many as may be go on, or their ends wait to be read.
        case full
        /// The session is at its end.
        case draining
    }

    /// Counts a watch in.
    func admitWatch() -> Admission {
        self.state.withLock { state in
            guard !state.isDraining, !state.isAbandoned else { return .draining }
            guard state.watches < WatchLimits.watchesPerConnection else { return .full }
            state.watches += 1
            return .admitted
        }
    }

    /// Watches are over of which nothing more is to be told.
    func endWatches(_ count: Int) {
        self.wakeWriter { $0.watches -= count }
    }

    /// Whether one more update may be added now; after a no, whoever takes says so.
    func hasRoomForUpdate() -> Bool {
        self.state.withLock { state in
            let hasRoom =
                state.updates.count < Limits.sessionUpdates
                && state.updateBytes < Limits.sessionUpdateBytes
            if !hasRoom { state.isHoldingBack = true }
            return hasRoom
        }
    }

    /// Adds what a watch tells; the writer hears of it with `flush`.
    func add(_ message: SessionMessage) {
        self.state.withLock { state in
            state.updates.append(message)
            state.updateBytes += message.bytes
        }
    }

    func flush() {
        self.wakeWriter { _ in }
    }

    // MARK: The task that writes

    /// What is to be written next, once there is something; `nil` when nothing more will come.
    ///
    /// - Parameter makesRoom: called when watches that were held back may go on.
    func take(_ makesRoom: () -> Void) async -> [SessionMessage]? {
        while true {
            let (taken, isOver, wasHoldingBack) = self.state.withLock { state in
                let taken = state.take()
                let wasHoldingBack = state.isHoldingBack
                if !taken.isEmpty { state.isHoldingBack = false }
                return (taken, state.isOver, wasHoldingBack)
            }
            if !taken.isEmpty {
                if wasHoldingBack { makesRoom() }
                return taken
            }
            if isOver { return nil }
            await self.waitForNews()
        }
    }

    /// MUST be called once the messages are written.
    func didWrite(_ messages: [SessionMessage]) {
        self.wakeBoth { state in
            for message in messages {
                state.inFlight -= message.endsCalls
                state.watches -= message.endsWatches
            }
        }
    }

    /// Nothing will be written any more, so whoever waits for that must not.
    func abandon() {
        self.wakeBoth { state in
            state.isInputOver = true
            state.isAbandoned = true
        }
    }

    private func waitForNews() async {
        await withCheckedContinuation { continuation in
            let isNews = self.state.withLock { state in
                guard !state.hasNews else { return true }
                state.writer = continuation
                return false
            }
            if isNews { continuation.resume() }
        }
    }

    private func wakeWriter(_ change: (inout State) -> Void) {
        self.state.withLock { state in
            change(&state)
            return state.hasNews ? state.writer.take() : nil
        }?.resume()
    }

    private func wakeBoth(_ change: (inout State) -> Void) {
        let (reader, writer) = self.state.withLock { state in
            change(&state)
            return (
                state.hasRoomForCall ? state.reader.take() : nil,
                state.hasNews ? state.writer.take() : nil
            )
        }
        reader?.resume()
        writer?.resume()
    }
}
