import Histogram
import RoomClient
import Synchronization

/// What the watches of a bench were told.
final class BenchWatchRecorder: Sendable {
    struct Tally: Sendable {
        var changes: UInt64 = 0
        /// Told instead of changes that were left out.
        var snapshots: UInt64 = 0
        /// Watches that began anew, because they had missed more than is kept.
        var restarts: UInt64 = 0
        /// Watches that ended by the reason of their error.
        var ended: [String: UInt64] = [:]
        /// From the call of the write to the watcher, in microseconds.
        var latency = Histogram<UInt64>(
            highestTrackableValue: Limits.benchLatencyMicroseconds,
            numberOfSignificantValueDigits: .three)
    }

    private struct State {
        var tally = Tally()
        var begun = 0
        var failure: RoomClientError?
    }

    private let state = Mutex(State())

    /// Watches that were told the room.
    var begun: Int { self.state.withLock { $0.begun } }
    var failure: RoomClientError? { self.state.withLock { $0.failure } }

    func addBeginning() {
        self.state.withLock { $0.begun += 1 }
    }

    func addRestart() {
        self.state.withLock { $0.tally.restarts += 1 }
    }

    func fail(_ error: RoomClientError) {
        self.state.withLock { state in
            state.failure = state.failure ?? error
            state.tally.ended[error.reason, default: 0] += 1
        }
    }

    /// - Parameter values: one of them says when it was written.
    func add(_ values: [String], isSnapshot: Bool) {
        let age = values.lazy.compactMap { BenchStamp.age(of: $0) }.first
        self.state.withLock { state in
            if isSnapshot {
                state.tally.snapshots += 1
            } else {
                state.tally.changes += 1
            }
            if let age {
                state.tally.latency.record(min(age.microseconds, Limits.benchLatencyMicroseconds))
            }
        }
    }

    /// Forgets what was told so far.
    func reset() {
        self.state.withLock { $0.tally = Tally() }
    }

    func tally() -> Tally {
        self.state.withLock { $0.tally }
    }
}
