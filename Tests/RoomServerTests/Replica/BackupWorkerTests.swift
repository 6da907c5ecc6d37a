import Foundation
import Raft
import RoomReplica
import RoomServer
import RoomStorage
import Testing

@Suite struct BackupWorkerTests {
    private static let details = BackupDetails(
        program: "1", madeAt: 1, membership: MembershipRecord(index: .zero, membership: .empty))

    /// Runs `body` with the worker of a new, empty node.
    private static func withWorker(_ body: (BackupWorker) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("backup-worker-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try DataDirectory.format(
            at: path,
            identity: StoreIdentity(
                cluster: ClusterID(1), node: NodeID(1), store: StoreID(1)),
            membership: Membership(voters: [Member(node: NodeID(1))]))
        let directory = try DataDirectory.open(at: path)
        let worker = BackupWorker(source: directory.backups, bytesPerSecond: 1 << 30) { reason in
            Issue.record("\(reason)")
        }
        worker.start()
        try await body(worker)
        worker.stop()
    }

    private static func read(
        _ id: UInt64, from offset: UInt64, of worker: BackupWorker
    ) async -> Result<BackupWorker.Piece, BackupRefusal> {
        await withCheckedContinuation { continuation in
            worker.read(id, from: offset, count: 1000) { continuation.resume(returning: $0) }
        }
    }

    @Test func aBackupIsReadPieceByPieceAndEnded() async throws {
        try await Self.withWorker { worker in
            let id = try worker.begin(Self.details).get()
            // Another one has to wait, and knows no id.
            #expect(worker.begin(Self.details) == .failure(.underWay))
            if case .success = await Self.read(id &+ 1, from: 0, of: worker) {
                Issue.record("a stranger reads it")
            }
            var bytes: [UInt8] = []
            var size: UInt64 = 0
            while size == 0 || UInt64(bytes.count) < size {
                let piece = try await Self.read(id, from: UInt64(bytes.count), of: worker).get()
                // Nothing comes while it is being made.
                size = piece.size
                bytes += piece.bytes
            }
            #expect(bytes.starts(with: Array("RKBACKUP".utf8)))
            #expect(try await Self.read(id, from: size, of: worker).get().bytes.isEmpty)
            await withCheckedContinuation { continuation in
                worker.end(id) { continuation.resume() }
            }
            // It is gone, and the next one may come.
            if case .success = await Self.read(id, from: 0, of: worker) {
                Issue.record("it was read after its end")
            }
            #expect(try worker.begin(Self.details).get() != id)
        }
    }

    @Test func whoeverWaitsWhenTheNodeStopsIsAnswered() async throws {
        try await Self.withWorker { worker in
            let id = try worker.begin(Self.details).get()
            worker.stop()
            if case .success(let piece) = await Self.read(id, from: 0, of: worker) {
                #expect(piece.size == 0)
            }
            guard case .failure = worker.begin(Self.details) else {
                Issue.record("a backup is begun by a node that has stopped")
                return
            }
        }
    }
}
