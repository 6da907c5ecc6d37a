/// What the storages of one data directory share.
struct StorageResources: Sendable {
    var failpoints = Failpoints()
    /// Kept as long as any of them is open.
    var lock: DirectoryLock?
    /// Stands in for what the file system says is free, where a test has a disk fill up.
    var freeBytes: (@Sendable () -> UInt64)?

    /// Bytes that may still be written on the file system of `path`.
    func freeBytes(at path: String) throws(SystemCallError) -> UInt64 {
        if let freeBytes = self.freeBytes { return freeBytes() }
        return try FileSystem.freeBytes(at: path)
    }
}
