internal import Dispatch
internal import Synchronization

/// A queue into one thread: many post, one takes everything that waits.
///
/// A poster wakes the taker only when it sleeps, so a busy thread costs its posters a lock and no
/// system call, and whatever arrives during a turn shares the next one.
final class Mailbox<Item: Sendable>: Sendable {
    private struct State {
        var items: [Item] = []
        var isTakerAsleep = false
        var isClosed = false
    }

    private let state = Mutex(State())
    private let wakeUp = DispatchSemaphore(value: 0)
    /// Items that may wait; more are refused unless they must not be.
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// Returns whether the item was taken: there was room, and the mailbox is open.
    func post(_ item: Item) -> Bool {
        self.post(item, limit: self.limit)
    }

    /// For what must not be lost and is bounded by other means, such as the completion of a write.
    func postAlways(_ item: Item) {
        _ = self.post(item, limit: .max)
    }

    /// Refuses everything from now on and returns what still waits.
    func close() -> [Item] {
        self.state.withLock { state in
            defer { state.items = [] }
            state.isClosed = true
            return state.items
        }
    }

    /// Everything that waits, in order of arrival; waits for it until `deadline`.
    ///
    /// Must be called from one thread only. Empty when the deadline came first.
    func take(until deadline: DispatchTime) -> [Item] {
        while true {
            let items = self.state.withLock { state -> [Item] in
                let items = state.items
                state.items = []
                state.isTakerAsleep = items.isEmpty
                return items
            }
            if !items.isEmpty { return items }
            if self.wakeUp.wait(timeout: deadline) == .timedOut {
                return self.state.withLock { state in
                    let items = state.items
                    state.items = []
                    state.isTakerAsleep = false
                    return items
                }
            }
        }
    }

    private func post(_ item: Item, limit: Int) -> Bool {
        let (isTaken, mustWake) = self.state.withLock { state -> (Bool, Bool) in
            guard !state.isClosed, state.items.count < limit else { return (false, false) }
            state.items.append(item)
            let mustWake = state.isTakerAsleep
            state.isTakerAsleep = false
            return (true, mustWake)
        }
        if mustWake {
            self.wakeUp.signal()
        }
        return isTaken
    }
}
