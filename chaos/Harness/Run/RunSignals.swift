import Glibc
import UnixSignals

/// SIGINT, SIGTERM and SIGHUP: the nodes end before the harness does.
struct RunSignals: Sendable {
    private let waiting: Task<Void, Never>

    init(_ cleanUp: @escaping @Sendable () async -> Void) {
        self.waiting = Task {
            for await signal in await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup) {
                await cleanUp()
                exit(signal == .sigint ? 130 : 143)
            }
        }
    }

    func cancel() { self.waiting.cancel() }
}
