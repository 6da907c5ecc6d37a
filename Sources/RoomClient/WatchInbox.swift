import RoomProtocol
import Synchronization

/// Answers of one watch on one connection, on their way from the event loop to their reader.
///
/// Invariant: it holds at most `Limits.watchAnswers` of them.
final class WatchInbox: Sendable {
    struct Taken: Sendable {
        var responses: [Roomkeeper_V1_WatchResponse]
        /// Nothing comes behind the responses: the server ended the watch, it was cancelled, or the
        /// connection is lost.
        var end: PendingCall.Result?
    }

    private struct State {
        var responses: [Roomkeeper_V1_WatchResponse] = []
        var end: PendingCall.Result?
        var isFull = false
        var isCancelled = false
        var reader: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Whether the watch ended only because its reader was behind.
    var isFull: Bool { self.state.withLock { $0.isFull } }

    /// Returns whether there was room for it.
    func put(_ response: Roomkeeper_V1_WatchResponse) -> Bool {
        let (isTaken, reader) = self.state.withLock {
            state -> (Bool, CheckedContinuation<Void, Never>?) in
            guard !state.isFull, state.responses.count < Limits.watchAnswers else {
                state.isFull = true
                return (false, nil)
            }
            state.responses.append(response)
            return (true, state.reader.take())
        }
        reader?.resume()
        return isTaken
    }

    func end(_ end: PendingCall.Result) {
        let reader = self.state.withLock { state in
            state.end = state.end ?? end
            return state.reader.take()
        }
        reader?.resume()
    }

    /// Everything that is there; waits for it, unless the task is cancelled.
    ///
    /// For one reader.
    func take() async -> Taken {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mayGoOn = self.state.withLock { state in
                    guard state.responses.isEmpty, state.end == nil, !state.isCancelled else {
                        return true
                    }
                    state.reader = continuation
                    return false
                }
                if mayGoOn { continuation.resume() }
            }
        } onCancel: {
            let reader = self.state.withLock { state in
                state.isCancelled = true
                return state.reader.take()
            }
            reader?.resume()
        }
        return self.state.withLock { state in
            let taken = Taken(responses: state.responses, end: state.end)
            state.responses = []
            return taken
        }
    }
}
