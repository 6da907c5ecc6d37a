import Synchronization

/// A number that only grows while the process lives.
///
/// Adding costs one atomic instruction.
package final class Counter: Sendable {
    private let total = Atomic<UInt64>(0)

    package init() {}

    package var value: UInt64 { self.total.load(ordering: .relaxed) }

    package func add(_ amount: Int = 1) {
        self.total.wrappingAdd(UInt64(amount), ordering: .relaxed)
    }
}
