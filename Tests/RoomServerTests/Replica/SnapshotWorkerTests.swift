import Dispatch
import RoomReplica
import RoomServer
import Synchronization
import Testing

/// A snapshot may fail without harm to its node, unless it shows that the node's state is damaged.
struct SnapshotWorkerTests {
    /// Fails to make snapshots, each time for the next reason.
    private final class FailingSnapshots: SnapshotStorage {
        private let errors: Mutex<[SnapshotStorageError]>

        init(_ errors: [SnapshotStorageError]) {
            self.errors = Mutex(errors)
        }

        func create() throws(SnapshotStorageError) -> SnapshotManifest {
            throw self.errors.withLock { $0.removeFirst() }
        }

        func read(from offset: UInt64, count: Int) throws(SnapshotStorageError) -> [UInt8] { [] }

        func release() throws(SnapshotStorageError) {}

        func begin(_ manifest: SnapshotManifest) throws(SnapshotStorageError) -> UInt64 { 0 }

        func write(_ bytes: [UInt8], at offset: UInt64) throws(SnapshotStorageError) {}

        func finish() throws(SnapshotStorageError) -> UInt64 { 0 }

        func abandon() throws(SnapshotStorageError) {}
    }

    private struct Told: Equatable {
        var results: [SnapshotResult] = []
        var failures: [String] = []
    }

    /// What a worker tells that is asked for a snapshot as often as there are `errors`, and then to
    /// release one and to stop.
    private func run(failing errors: [SnapshotStorageError]) -> Told {
        let told = Mutex(Told())
        let worker = SnapshotWorker(
            storage: FailingSnapshots(errors),
            reply: { result in told.withLock { $0.results.append(result) } },
            didFail: { reason in told.withLock { $0.failures.append(reason) } })
        for number in errors.indices {
            worker.perform(SnapshotTask(number: UInt64(number), work: .create))
        }
        worker.perform(SnapshotTask(number: UInt64(errors.count), work: .release))
        worker.stop()
        let ended = DispatchGroup()
        DispatchQueue(label: "snapshots").async(group: ended) { worker.run() }
        ended.wait()
        return told.withLock { $0 }
    }

    @Test func aDiskThatFailsIsAnsweredAndTheWorkerGoesOn() {
        let errors: [SnapshotStorageError] = [.io("no space"), .invalid("too short")]
        let told = self.run(failing: errors)
        #expect(
            told.results == [
                SnapshotResult(number: 0, outcome: .failed(.io("no space"))),
                SnapshotResult(number: 1, outcome: .failed(.invalid("too short"))),
                SnapshotResult(number: 2, outcome: .done),
            ])
        #expect(told.failures.isEmpty)
    }

    // Whatever was asked for behind it is not done any more: the node ends.
    @Test func damageOfTheStateEndsTheNode() throws {
        let told = self.run(failing: [.io("no space"), .damaged("block 7")])
        #expect(told.results == [SnapshotResult(number: 0, outcome: .failed(.io("no space")))])
        try #require(told.failures.count == 1)
        #expect(told.failures[0].contains("block 7"))
        #expect(told.failures[0].contains("replace it by a node with a new one"))
    }
}
