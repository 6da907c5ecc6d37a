import Synchronization

/// How far the writers of a load are, and whether they are to stop.
final class LoadProgress: Sendable {
    private let count = Atomic<Int>(0)
    private let stopped = Atomic<Bool>(false)
    private let firstFailure = Mutex<(any Error)?>(nil)
    private let steadiness = Mutex<Steadiness>(Steadiness())

    /// What callers had to bear.
    struct Steadiness: Sendable {
        /// From one acknowledged write to the next, of whichever writer.
        fileprivate(set) var longestGap = Duration.zero
        /// Calls that `RoomClient` gave up, though the writers repeated them.
        fileprivate(set) var failures: [String] = []
        fileprivate var lastAcknowledgement: ContinuousClock.Instant?
        fileprivate let begin = ContinuousClock.now
    }

    var acknowledged: Int { self.count.load(ordering: .relaxed) }
    var isStopped: Bool { self.stopped.load(ordering: .relaxed) }

    func countAcknowledgement() {
        self.count.add(1, ordering: .relaxed)
        let now = ContinuousClock.now
        self.steadiness.withLock { steadiness in
            if let last = steadiness.lastAcknowledgement {
                steadiness.longestGap = max(steadiness.longestGap, now - last)
            }
            steadiness.lastAcknowledgement = now
        }
    }

    func countFailure(_ error: any Error) {
        self.steadiness.withLock { $0.failures.append("\(error)") }
    }

    /// No call failed, and writes never stood still for longer than `gap`.
    func requireSteadiness(gap: Duration) throws {
        let steadiness = self.steadiness.withLock { $0 }
        let rate =
            Double(self.acknowledged) / ((ContinuousClock.now - steadiness.begin) / .seconds(1))
        print(
            "\(self.acknowledged) writes, \(Int(rate)) a second, "
                + "the longest gap \(steadiness.longestGap), \(steadiness.failures.count) failures")
        guard steadiness.failures.isEmpty else {
            throw TestFailure("calls failed: \(steadiness.failures.prefix(5))")
        }
        guard steadiness.longestGap <= gap else {
            throw TestFailure("writes stood still for \(steadiness.longestGap)")
        }
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
