import Synchronization

/// What happened, in its order.
final class Notes: Sendable {
    private let notes = Mutex<[String]>([])

    var all: [String] { self.notes.withLock { $0 } }

    func add(_ note: String) { self.notes.withLock { $0.append(note) } }
}
