import Synchronization

/// A queue between an event loop and one waiting test.
package final class Mailbox<Item: Sendable>: Sendable {
    private struct State {
        var items: [Item] = []
        var waiter: CheckedContinuation<Item, Never>?
    }

    private let state = Mutex(State())

    package init() {}

    package func put(_ item: Item) {
        let waiter: CheckedContinuation<Item, Never>? = self.state.withLock { state in
            guard let waiter = state.waiter else {
                state.items.append(item)
                return nil
            }
            state.waiter = nil
            return waiter
        }
        waiter?.resume(returning: item)
    }

    /// The oldest item, as soon as there is one.
    ///
    /// One caller at a time.
    package func next() async -> Item {
        await withCheckedContinuation { continuation in
            let item: Item? = self.state.withLock { state in
                guard state.items.isEmpty else { return state.items.removeFirst() }
                state.waiter = continuation
                return nil
            }
            if let item { continuation.resume(returning: item) }
        }
    }

    package var isEmpty: Bool { self.state.withLock { $0.items.isEmpty } }
}
