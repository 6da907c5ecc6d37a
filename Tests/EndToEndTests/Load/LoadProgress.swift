import Synchronization

/// How far the writers of a load are, and whether they are to stop.
final class LoadProgress: Sendable {
    private let count = Atomic<Int>(0)
    private let stopped = Atomic<Bool>(false)
    private let firstFailure = Mutex<(any Error)?>(nil)

    var acknowledged: Int { self.count.load(ordering: .relaxed) }
    var isStopped: Bool { self.stopped.load(ordering: .relaxed) }

    func countAcknowledgement() {
        self.count.add(1, ordering: .relaxed)
    }

    func stop() {
        self.stopped.store(true, ordering: .relaxed)
    }

    /// Stops all writers because one cannot go on.
    func fail(_ error: any Error) {
        self.firstFailure.withLock { $0 = $0 ?? error }
        self.stop()
    }

    /// Waits until so many more writes were acknowledged.
    ///
    /// - Throws: the error of a writer that could not go on.
    func waitForMore(_ writes: Int) async throws {
        let goal = self.acknowledged + writes
        try await Eventually.holds("\(writes) more writes were acknowledged") {
            if let failure = self.firstFailure.withLock({ $0 }) {
                throw TestFailure("a writer failed: \(failure)")
            }
            return self.acknowledged >= goal
        }
    }
}
