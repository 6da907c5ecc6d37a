public import RoomProtocol

/// Backups, which one node makes and gives.
///
/// The client must have that node's endpoint alone, and neither learn others nor prefer the leader
/// (`RoomClientOptions`).
extension RoomClient {
    /// Has the node make a backup of its rooms.
    ///
    /// It changes no room, so it is asked again when no answer comes; a backup whose beginning
    /// nobody has heard of is dropped by the node.
    ///
    /// - Throws: `BACKUP_UNDER_WAY` when it makes another one, or why it may not read its rooms.
    public func beginBackup(
        _ request: Roomkeeper_V1_BeginBackupRequest, timeout: Duration? = nil
    ) async throws(RoomClientError) -> Roomkeeper_V1_BeginBackupResponse {
        try await self.perform(
            .beginBackup(request), kind: .read, deadline: self.deadline(timeout)
        ) { reply -> Roomkeeper_V1_BeginBackupResponse? in
            if case .beginBackup(let response) = reply { response } else { nil }
        }.get()
    }

    /// Reads a piece of a backup; repeated until it is answered or its time is over.
    ///
    /// - Throws: `BACKUP_GONE` when the node was started anew meanwhile.
    public func readBackup(
        _ request: Roomkeeper_V1_ReadBackupRequest, timeout: Duration? = nil
    ) async throws(RoomClientError) -> Roomkeeper_V1_ReadBackupResponse {
        try await self.perform(
            .readBackup(request), kind: .read, deadline: self.deadline(timeout)
        ) { reply -> Roomkeeper_V1_ReadBackupResponse? in
            if case .readBackup(let response) = reply { response } else { nil }
        }.get()
    }

    /// Deletes a backup on the node, read or not.
    public func endBackup(
        _ request: Roomkeeper_V1_EndBackupRequest, timeout: Duration? = nil
    ) async throws(RoomClientError) {
        _ = try await self.perform(
            .endBackup(request), kind: .read, deadline: self.deadline(timeout)
        ) { reply -> Roomkeeper_V1_EndBackupResponse? in
            if case .endBackup(let response) = reply { response } else { nil }
        }.get()
    }
}
