/// The text file `ORIGIN` of a data directory: which file its `IDENTITY` was when the directory was
/// first opened, so that a copy of the directory is told from the original.
///
/// ```
/// # Which file IDENTITY is, so that a copy of this directory is noticed. Do not edit.
/// inode: 1234
/// born: 1795780000.123456789
/// ```
/// Whoever copies the directory with all its files copies this one too, but its `IDENTITY` is
/// another file then. Copies of whole file systems and disks are not noticed.
struct OriginFile: Hashable {
    static let name = "ORIGIN"
    private static let temporaryName = "ORIGIN.new"
    private static let heading =
        "# Which file IDENTITY is, so that a copy of this directory is noticed. Do not edit."

    var birth: FileSystem.Birth

    var text: String {
        let fraction = String(self.birth.nanoseconds)
        let padding = String(repeating: "0", count: max(0, 9 - fraction.count))
        return """
            \(Self.heading)
            inode: \(self.birth.inode)
            born: \(self.birth.seconds).\(padding)\(fraction)

            """
    }

    /// As the directory at `path` is now.
    init(of path: String) throws(SystemCallError) {
        self.birth = try FileSystem.birth(of: "\(path)/\(IdentityFile.name)")
    }

    /// Whether the directory at `path` says where it was made, and is not there any more.
    static func isCopy(_ path: String) throws(SystemCallError) -> Bool {
        let stored = try FileSystem.readFile(
            "\(path)/\(Self.name)", limit: Limits.identityFileBytes)
        guard let stored else { return false }
        return stored != Array(try OriginFile(of: path).text.utf8)
    }

    /// Notes where the directory at `path` is now; whole or not at all, and durable.
    static func write(in path: String) throws(SystemCallError) {
        let temporary = "\(path)/\(Self.temporaryName)"
        try FileSystem.removeTree(temporary)
        try FileSystem.writeFile(temporary, Array(try OriginFile(of: path).text.utf8))
        try FileSystem.sync(temporary)
        try FileSystem.rename(temporary, to: "\(path)/\(Self.name)")
        try FileSystem.sync(path)
    }

    /// Notes it for a directory that says nothing: a new one, or one of an earlier release.
    static func writeIfMissing(in path: String) throws(SystemCallError) {
        guard try FileSystem.kind(of: "\(path)/\(Self.name)") == .missing else { return }
        try Self.write(in: path)
    }
}
