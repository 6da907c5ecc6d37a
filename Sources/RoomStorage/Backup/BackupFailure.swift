/// Why the file of a backup cannot be used; the text names the file, the place and what to do.
package enum BackupFailure: Error, Hashable, Sendable, CustomStringConvertible {
    case missing(path: String)
    case foreign(path: String)
    case unknownVersion(path: String, version: UInt32)
    /// The layout of the data directory that its files belong to is another one.
    case unknownDirectoryFormat(path: String, version: UInt64)
    case damagedHeading(path: String, reason: String)
    /// It ends early; `place` says within what.
    case truncated(path: String, size: UInt64, place: String)
    /// Something follows the last part.
    case tooLong(path: String, size: UInt64, expected: UInt64)
    case damaged(path: String, places: [BackupDamage])
    /// Its checksums are right, and what it holds is not what it says.
    case inconsistent(path: String, reason: String)
    /// A new backup is not written over something.
    case exists(path: String)
    /// Another process writes a backup under this name.
    case busy(path: String)
    case io(path: String, reason: String)

    private static let otherCopy = "use another copy of it, or an earlier backup"

    package var description: String {
        switch self {
        case .missing(let path):
            "there is no file \(path); check the path"
        case .foreign(let path):
            "\(path) is no backup, or is damaged in its bytes 0 to \(BackupHeading.markBytes - 1), "
                + "where one says that it is one; check the path, or use another copy of it"
        case .unknownVersion(let path, let version):
            "\(path) is a backup of version \(version), and this program knows only version "
                + "\(BackupHeading.version); use the release that wrote it"
        case .unknownDirectoryFormat(let path, let version):
            "\(path) holds files of a data directory of format version \(version), and this "
                + "program knows only version \(IdentityFile.formatVersion); use the release that "
                + "wrote it"
        case .damagedHeading(let path, let reason):
            "\(path) is damaged in its heading: \(reason); \(Self.otherCopy)"
        case .truncated(let path, let size, let place):
            "\(path) is cut off: it ends after \(size) bytes, \(place); \(Self.otherCopy)"
        case .tooLong(let path, let size, let expected):
            "\(path) has \(size) bytes, and the backup in it ends after \(expected): something "
                + "was appended to it; \(Self.otherCopy)"
        case .damaged(let path, let places):
            "\(path) is damaged: " + places.map(\.description).joined(separator: "; ")
                + (places.count < Limits.backupDamages ? "" : "; and perhaps more")
                + "; \(Self.otherCopy)"
        case .inconsistent(let path, let reason):
            "\(path) is not what it says: \(reason); \(Self.otherCopy)"
        case .exists(let path):
            "\(path) exists and is not overwritten; name another file, or remove this one"
        case .busy(let path):
            "another process is writing a backup to \(path); wait for it, or name another file"
        case .io(let path, let reason):
            "\(path) could not be read or written: \(reason); check the disk"
        }
    }
}
