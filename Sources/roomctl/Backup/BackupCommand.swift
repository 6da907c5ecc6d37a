import ArgumentParser

/// `roomctl backup`: all rooms of a cluster in one file.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Save all rooms of a running cluster, check a backup, restore a cluster from it.",
        subcommands: [BackupSave.self, BackupVerify.self, BackupRestore.self])
}
