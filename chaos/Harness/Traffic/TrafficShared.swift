import Linearizability
import RoomProtocol
import Synchronization

/// What all clients of a run have in common.
final class TrafficShared: Sendable {
    let book = RoomBook()
    let groupTime = GroupTime()
    let recorder: HistoryRecorder
    private let processes = Atomic<Int>(0)
    private let stopped = Atomic<Bool>(false)
    private let state = Mutex(State())

    private struct State {
        var questions: [String: Roomkeeper_V1_SettleRequest] = [:]
    }

    init(recorder: HistoryRecorder) {
        self.recorder = recorder
    }

    /// A number for a logical client; one that got no answer gives its number up.
    func nextProcess() -> Int { self.processes.add(1, ordering: .relaxed).newValue }

    var isStopped: Bool { self.stopped.load(ordering: .relaxed) }

    func stop() { self.stopped.store(true, ordering: .relaxed) }

    /// Keeps how to ask for the outcome of a call in the end.
    func remember(_ question: Roomkeeper_V1_SettleRequest) {
        self.state.withLock { $0.questions[question.requestID] = question }
    }

    func question(_ requestID: String) -> Roomkeeper_V1_SettleRequest? {
        self.state.withLock { $0.questions[requestID] }
    }

    func find(_ sentence: String) { self.recorder.find(sentence) }
}
