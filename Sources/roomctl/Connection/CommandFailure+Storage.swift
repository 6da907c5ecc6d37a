import RoomProtocol
import RoomStorage

/// What goes wrong with files of this machine, as commands report it.
extension CommandFailure {
    /// Runs `body`, and turns the errors of storage into what is printed.
    static func translating<Value>(
        _ format: OutputFormat, _ body: () throws -> Value
    ) throws -> Value {
        do {
            return try body()
        } catch {
            throw Self.translated(error, format)
        }
    }

    static func translating<Value>(
        _ format: OutputFormat, _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch {
            throw Self.translated(error, format)
        }
    }

    private static func translated(_ error: any Error, _ format: OutputFormat) -> any Error {
        let reason: String
        switch error {
        case let failure as BackupFailure: reason = Self.reason(of: failure)
        case DataDirectoryError.unusableBackup(let failure): reason = Self.reason(of: failure)
        case let failure as DataDirectoryError: reason = Self.reason(of: failure)
        default: return error
        }
        return CommandFailure(
            status: .failed,
            report: ErrorReport(
                reason: reason, message: "\(error)", outcome: WireWord.name(.notApplied)),
            format: format)
    }

    private static func reason(of failure: BackupFailure) -> String {
        switch failure {
        case .missing: "FILE_NOT_FOUND"
        case .foreign: "NOT_A_BACKUP"
        case .unknownVersion, .unknownDirectoryFormat: "UNKNOWN_VERSION"
        case .damagedHeading, .damaged, .inconsistent, .tooLong: "BACKUP_DAMAGED"
        case .truncated: "BACKUP_TRUNCATED"
        case .exists: "FILE_EXISTS"
        case .busy: "FILE_IN_USE"
        case .io: "IO_ERROR"
        }
    }

    private static func reason(of failure: DataDirectoryError) -> String {
        switch failure {
        case .missing, .notADirectory, .notFormatted: "NOT_A_DATA_DIRECTORY"
        case .notEmpty, .alreadyFormatted: "DIRECTORY_NOT_EMPTY"
        case .locked: "DIRECTORY_IN_USE"
        case .notWritable: "DIRECTORY_NOT_WRITABLE"
        case .otherCluster, .otherNode: "OTHER_DIRECTORY"
        case .unknownFormat: "UNKNOWN_VERSION"
        case .copied: "DIRECTORY_COPIED"
        case .damaged: "DIRECTORY_DAMAGED"
        case .unusableBackup(let backup): Self.reason(of: backup)
        case .io: "IO_ERROR"
        }
    }
}
