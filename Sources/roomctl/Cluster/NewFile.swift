import Foundation
import RoomProtocol

/// A file that a command writes, and never over another one.
struct NewFile {
    let path: String
    /// What to do when a file is there.
    let adviceIfThere: String
    let format: OutputFormat

    var isThere: Bool { FileManager.default.fileExists(atPath: self.path) }

    /// - Throws: `CommandFailure`, with nothing written.
    func write(_ text: String) throws {
        do {
            try Data(text.utf8).write(
                to: URL(fileURLWithPath: self.path), options: .withoutOverwriting)
        } catch let error as CocoaError where error.code == .fileWriteFileExists {
            throw self.isThereFailure
        } catch {
            throw self.failure(
                reason: "FILE_NOT_WRITABLE",
                message: "\(self.path) cannot be written: \(error.localizedDescription)",
                advice: "check that its directory exists and is yours to write to.")
        }
    }

    var isThereFailure: CommandFailure {
        self.failure(
            reason: "FILE_EXISTS", message: "\(self.path) exists and is not overwritten.",
            advice: self.adviceIfThere)
    }

    private func failure(reason: String, message: String, advice: String) -> CommandFailure {
        CommandFailure(
            status: .failed,
            report: ErrorReport(
                reason: reason, message: message, advice: advice,
                outcome: WireWord.name(.notApplied)),
            format: self.format)
    }
}
