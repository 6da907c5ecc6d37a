import RoomProtocol
import RoomReplica
import RoomServer
import SwiftProtobuf
import Testing

@Suite struct GatewayBackupTests {
    @Test func aNodeWithoutFilesRefusesBackupsInWords() async throws {
        let fixture = try GatewayFixture()
        let begun = await withCheckedContinuation { continuation in
            fixture.gateway.beginBackup(
                Roomkeeper_V1_BeginBackupRequest(), deadline: .now + .seconds(5)
            ) { continuation.resume(returning: $0) }
        }
        guard case .failure(let error) = begun else {
            Issue.record("a backup was begun")
            return
        }
        #expect(error.reason == "BACKUP_FAILED" && error.outcome == .notApplied)
    }

    @Test func theStatusTellsTheDigestsAndTheDisk() throws {
        let fixture = try GatewayFixture()
        let status = fixture.gateway.nodeStatus()
        // A node that knows nothing of its disk says 0, and every node knows what time it is.
        #expect(status.diskFreeBytes == 0 && status.logSyncP99Us == 0)
        #expect(status.wallClock.milliseconds ?? 0 > 0)
        #expect(status.alarm.isEmpty && status.digests.isEmpty)
    }
}
