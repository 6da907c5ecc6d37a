import ArgumentParser
import RoomStorage

/// `roomctl backup verify`: offline; it talks to no node.
struct BackupVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check that a backup is whole, and say where it is damaged.",
        discussion: """
            Compares every checksum, then copies the rooms out beside the file, opens them, and \
            compares every record with the digest that the node took of them. Exits with 1 when \
            anything differs and names the place. --checksums needs no space on the disk.

            EXAMPLES:
              roomctl backup verify rooms-monday.rkb
              roomctl backup verify rooms-monday.rkb --scratch /var/tmp/check
            """)

    @Argument(help: ArgumentHelp("The backup.", valueName: "file"))
    var file: String

    @Flag(help: "Compare the checksums only, and copy nothing.")
    var checksums = false

    @Option(
        help: ArgumentHelp(
            "The directory for the copy, which must not exist and is deleted again; FILE.check "
                + "unless told.", valueName: "dir"))
    var scratch: String?

    @OptionGroup(title: "Global options") var formatOptions: FormatOptions

    func run() throws {
        let format = self.formatOptions.format
        let backup = try CommandFailure.translating(format) {
            let backup = try BackupFile(reading: self.file)
            let reading = ByteProgress("comparing checksums", of: backup.size)
            try backup.verify { reading.show($0) }
            reading.end()
            guard !self.checksums else { return backup }
            let copying = ByteProgress("comparing records", of: backup.size)
            try backup.verifyContent(in: self.scratch ?? "\(self.file).check") {
                copying.show($0)
            }
            copying.end()
            return backup
        }
        let done = self.checksums ? "whole; its records were not compared" : "whole"
        Console.write(try BackupText(backup: backup, done: done).rendered(as: format))
    }
}
