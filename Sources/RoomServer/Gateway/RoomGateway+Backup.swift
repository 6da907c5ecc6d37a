import Foundation
import Raft
import RoomMapping
package import RoomProtocol
import RoomReplica
import RoomState
import RoomStorage

/// Backups: made by this node beside its state, and read from it piece by piece.
extension RoomGateway {
    /// Has everything stored that may be read at the level asked for, and begins a backup of it.
    package func beginBackup(
        _ request: Roomkeeper_V1_BeginBackupRequest, deadline: ContinuousClock.Instant,
        completion: @escaping Completion<Roomkeeper_V1_BeginBackupResponse>
    ) {
        let ended = self.reporting(.beginBackup, completion)
        guard let backups = self.backups else { return ended(.failure(.noBackups())) }
        let consistency: ReadConsistency
        switch request.readLevel {
        case .unspecified, .linearizable: consistency = .linearizable
        case .local: consistency = .local
        case .atLeast, .UNRECOGNIZED:
            let fault = InvalidField(
                field: "read_level", limit: "LINEARIZABLE or LOCAL",
                actual: "\(request.readLevel)")
            return ended(.failure(Roomkeeper_V1_Error(fault)))
        }
        self.replica.query(consistency, deadline: deadline) { result in
            switch result {
            case .failure(.refused(let failure)):
                ended(.failure(self.readError(for: failure)))
            case .failure(.unreadable(let failure)):
                ended(.failure(.stateUnreadable(failure)))
            case .success:
                ended(
                    backups.begin(self.backupDetails()).map { id in
                        var response = Roomkeeper_V1_BeginBackupResponse()
                        response.backupID = id
                        return response
                    }.mapError { Roomkeeper_V1_Error($0) })
            }
        }
    }

    package func readBackup(
        _ request: Roomkeeper_V1_ReadBackupRequest,
        completion: @escaping Completion<Roomkeeper_V1_ReadBackupResponse>
    ) {
        let ended = self.reporting(.readBackup, completion)
        guard let backups = self.backups else { return ended(.failure(.noBackups())) }
        guard request.maxBytes <= DoorLimits.backupPieceBytes else {
            let fault = InvalidField(
                field: "max_bytes", limit: "at most \(DoorLimits.backupPieceBytes)",
                actual: "\(request.maxBytes)")
            return ended(.failure(Roomkeeper_V1_Error(fault)))
        }
        let count = request.maxBytes == 0 ? DoorLimits.backupPieceBytes : request.maxBytes
        backups.read(request.backupID, from: request.offset, count: Int(count)) { result in
            ended(
                result.map { piece in
                    var response = Roomkeeper_V1_ReadBackupResponse()
                    response.size = piece.size
                    response.data = Data(piece.bytes)
                    return response
                }.mapError { Roomkeeper_V1_Error($0) })
        }
    }

    package func endBackup(
        _ request: Roomkeeper_V1_EndBackupRequest,
        completion: @escaping Completion<Roomkeeper_V1_EndBackupResponse>
    ) {
        let ended = self.reporting(.endBackup, completion)
        guard let backups = self.backups else { return ended(.failure(.noBackups())) }
        backups.end(request.backupID) { ended(.success(Roomkeeper_V1_EndBackupResponse())) }
    }

    private func backupDetails() -> BackupDetails {
        let raft = self.replica.status.raft
        return BackupDetails(
            program: self.options.version, madeAt: UInt64(max(0, WallClockTime.now().milliseconds)),
            membership: MembershipRecord(
                index: raft.membershipIndex, membership: raft.membership))
    }

    private func reporting<Response>(
        _ call: GatewayRequest, _ completion: @escaping Completion<Response>
    ) -> Completion<Response> {
        let started = ContinuousClock.now
        return { result in
            self.ended(call, result, started)
            completion(result)
        }
    }
}

extension Roomkeeper_V1_Error {
    /// What a client repeats by itself is UNAVAILABLE; the rest is for an operator.
    init(_ refusal: BackupRefusal) {
        switch refusal {
        case .underWay:
            self.init(
                reason: "BACKUP_UNDER_WAY",
                message: "this node makes one backup at a time, and another one is under way; ask "
                    + "another node, or wait until it is done",
                status: .failedPrecondition)
        case .unknown:
            self.init(
                reason: "BACKUP_GONE",
                message: "this node has no such backup: it was started anew, or the backup was "
                    + "not read for \(RunnerLimits.backupIdle.components.seconds) s; begin again",
                status: .failedPrecondition)
        case .failed(let reason):
            self.init(
                reason: "BACKUP_FAILED",
                message: "this node could not make the backup: \(reason); ask another node",
                status: .failedPrecondition)
        case .stopping:
            self = .shuttingDown()
        }
    }

    static func noBackups() -> Roomkeeper_V1_Error {
        Roomkeeper_V1_Error(
            reason: "BACKUP_FAILED", message: "this node keeps its rooms in memory only",
            status: .failedPrecondition)
    }
}
