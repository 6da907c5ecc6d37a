import Synchronization

/// A function that runs once, whoever calls it first.
final class OneShot: Sendable {
    private let hasRun = Atomic<Bool>(false)
    private let body: @Sendable (String) -> Void

    init(_ body: @escaping @Sendable (String) -> Void) {
        self.body = body
    }

    func run(_ reason: String) {
        if !self.hasRun.exchange(true, ordering: .acquiringAndReleasing) {
            self.body(reason)
        }
    }
}
