import CLinux

extension FileSystem {
    /// What tells a file from a copy of it.
    struct Birth: Hashable {
        var inode: UInt64
        /// When the file was created, since 1970; 0 where the file system does not say.
        var seconds: Int64
        var nanoseconds: UInt32
    }

    static func birth(of path: String) throws(SystemCallError) -> Birth {
        var birth = CLinux.roomkeeper_file_birth()
        guard roomkeeper_file_birth(path, &birth) == 0 else {
            throw SystemCallError("read the status of", path)
        }
        return Birth(
            inode: birth.inode, seconds: birth.seconds, nanoseconds: birth.nanoseconds)
    }
}
