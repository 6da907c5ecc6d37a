import RoomState
import Synchronization

/// Makes the request ids of calls that brought none.
///
/// 64 random bits drawn once per process and a counter: unique over restarts and nodes without a
/// random source or a lock on the path of each call. The `~` keeps them apart from what callers
/// are likely to use themselves.
package final class RequestIDMint: Sendable {
    private let prefix: String
    private let counter = Atomic<UInt64>(0)

    package init(prefix: UInt64 = UInt64.random(in: 0...UInt64.max)) {
        self.prefix = "~" + String(prefix, radix: 36) + "~"
    }

    package func next() -> String {
        let number = self.counter.wrappingAdd(1, ordering: .relaxed).newValue
        return self.prefix + String(number, radix: 36)
    }
}
