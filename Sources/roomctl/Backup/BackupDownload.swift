import RoomClient
import RoomProtocol
import RoomStorage

/// Has one node make a backup and reads it, piece after piece.
///
/// At most one piece is on its way, so a slow disk or network here slows nothing down there.
struct BackupDownload {
    let session: ClientSession
    let isLocal: Bool
    /// `nil`: as fast as the node gives it.
    let bytesPerSecond: Int?

    /// - Throws: `CommandFailure` or `BackupFailure`; the draft is then of no use.
    func run(into draft: BackupDraft) async throws {
        var request = Roomkeeper_V1_BeginBackupRequest()
        request.readLevel = self.isLocal ? .local : .linearizable
        let begun = try await self.session.ask { [request] client throws(RoomClientError) in
            try await client.beginBackup(request)
        }
        do {
            try await self.read(begun.backupID, into: draft)
        } catch {
            await self.end(begun.backupID)
            throw error
        }
        await self.end(begun.backupID)
    }

    private func read(_ id: UInt64, into draft: BackupDraft) async throws {
        var progress: ByteProgress?
        defer { progress?.end() }
        while true {
            let began = ContinuousClock.now
            var request = Roomkeeper_V1_ReadBackupRequest()
            request.backupID = id
            request.offset = draft.size
            let piece = try await self.session.ask { [request] client throws(RoomClientError) in
                try await client.readBackup(request)
            }
            guard piece.size > 0 else {
                // It is being made; the node reads all of its rooms once for that.
                try await Task.sleep(for: Limits.pollInterval)
                continue
            }
            if progress == nil { progress = ByteProgress("saving", of: piece.size) }
            guard !piece.data.isEmpty else { return }
            try draft.append([UInt8](piece.data))
            progress?.show(draft.size)
            if draft.size >= piece.size { return }
            guard let rate = self.bytesPerSecond else { continue }
            let due = began + .seconds(Double(piece.data.count) / Double(rate))
            try await Task.sleep(until: due, clock: .continuous)
        }
    }

    /// Frees the node of it; one that does not hear of it drops the backup by itself.
    private func end(_ id: UInt64) async {
        var request = Roomkeeper_V1_EndBackupRequest()
        request.backupID = id
        try? await self.session.client.endBackup(request, timeout: .seconds(1))
    }
}
