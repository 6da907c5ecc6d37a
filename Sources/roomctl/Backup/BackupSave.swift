import ArgumentParser
import RoomClient
import RoomProtocol
import RoomStorage

/// `roomctl backup save`.
struct BackupSave: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "save",
        abstract: "Save all rooms of a running cluster in one file.",
        discussion: """
            One node makes a copy of its rooms while it serves, and gives it to this command, \
            which writes it to FILE.partial, syncs it, reads it back, compares every checksum and \
            only then calls it FILE. Whatever was acknowledged before the command began is in it. \
            A follower is asked unless a node is named. Run it again when it fails; no file is \
            left under the final name then.

            EXAMPLES:
              roomctl backup save rooms-monday.rkb
              roomctl backup save rooms-monday.rkb --node 3 --rate 20
              roomctl backup save rooms-monday.rkb -o json
            """)

    @Argument(help: ArgumentHelp("The file to write; it must not exist.", valueName: "file"))
    var file: String

    @OptionGroup var nodeOptions: NodeOptions

    @Flag(
        help: ArgumentHelp(
            "Take what the node has applied, without asking the leader: what others have "
                + "acknowledged lately may be missing."))
    var local = false

    @Option(
        help: ArgumentHelp(
            "MiB a second at most; the node's snapshot-rate holds as well.", valueName: "mib"))
    var rate: Int?

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws {
        guard !self.file.isEmpty else { throw ValidationError("FILE names no file.") }
        if let rate = self.rate, !Limits.backupRates.contains(rate) {
            throw ValidationError(
                "--rate must be \(Limits.backupRates.lowerBound) to "
                    + "\(Limits.backupRates.upperBound) MiB a second.")
        }
    }

    func run() async throws {
        let format = self.global.output
        let endpoint = try await BackupNode.endpoint(
            global: self.global, node: self.nodeOptions)
        let backup = try await CommandFailure.translating(format) {
            // Looked at before a node is put to work.
            let draft = try BackupDraft(path: self.file)
            try await ClientSession.withNode(endpoint, global: self.global) { session in
                let download = BackupDownload(
                    session: session, isLocal: self.local,
                    bytesPerSecond: self.rate.map { $0 << 20 })
                try await download.run(into: draft)
            }
            let progress = ByteProgress("verifying", of: draft.size)
            let backup = try draft.finish { progress.show($0) }
            progress.end()
            return backup
        }
        Console.write(
            try BackupText(backup: backup, done: "saved and verified").rendered(as: format))
    }
}
