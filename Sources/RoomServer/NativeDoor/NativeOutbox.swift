import NIOCore
import Synchronization

/// Answers on their way from the replica's thread to a connection's event loop.
///
/// The first answer of a batch wakes the event loop, those that follow before it comes ride along:
/// one wake-up, one write and one flush for a batch, however long.
final class NativeOutbox: Sendable {
    private struct State {
        var answers: [NativeAnswer] = []
        var isScheduled = false
        /// `nil` once the connection is gone; what is added then is dropped.
        var connection: NIOLoopBound<NativeConnection>?
    }

    let eventLoop: any EventLoop
    private let state = Mutex(State())

    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    /// Adds an answer; callable from any thread.
    func add(_ answer: NativeAnswer) {
        let connection = self.state.withLock { state -> NIOLoopBound<NativeConnection>? in
            guard let connection = state.connection else { return nil }
            state.answers.append(answer)
            guard !state.isScheduled else { return nil }
            state.isScheduled = true
            return connection
        }
        guard let connection else { return }
        self.eventLoop.execute { connection.value.writeReplies() }
    }

    /// Takes all answers that are there; on the event loop.
    func takeAll() -> [NativeAnswer] {
        self.state.withLock { state in
            var taken: [NativeAnswer] = []
            swap(&taken, &state.answers)
            state.isScheduled = false
            return taken
        }
    }

    func attach(_ connection: NativeConnection) {
        let bound = NIOLoopBound(connection, eventLoop: self.eventLoop)
        self.state.withLock { $0.connection = bound }
    }

    func detach() {
        // The answers are released outside the lock: they hold on to a good deal.
        let dropped = self.state.withLock { state -> [NativeAnswer] in
            state.connection = nil
            var answers: [NativeAnswer] = []
            swap(&answers, &state.answers)
            return answers
        }
        _ = consume dropped
    }

    /// Lets the connection answer what is under way and then close.
    func drainConnection() {
        self.onConnection { $0.drain() }
    }

    func closeConnection() {
        self.onConnection { $0.close() }
    }

    private func onConnection(_ body: @escaping @Sendable (NativeConnection) -> Void) {
        guard let connection = self.state.withLock({ $0.connection }) else { return }
        self.eventLoop.execute { body(connection.value) }
    }
}
