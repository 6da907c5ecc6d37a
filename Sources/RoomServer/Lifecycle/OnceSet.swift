import Synchronization

/// A reference that is set once, after two objects that need each other were made, and read often.
final class OnceSet<Value: AnyObject & Sendable>: Sendable {
    private let reference = Mutex<Value?>(nil)

    var value: Value? { self.reference.withLock { $0 } }

    func set(_ value: Value) {
        self.reference.withLock { $0 = value }
    }
}
