import RoomReplica

/// The files of a snapshot in a directory, whose bytes are read as one run.
struct SnapshotFiles: Sendable {
    let directory: String
    let files: [SnapshotManifest.File]

    /// Exactly `count` bytes from `offset` on, which lie within the files.
    func bytes(from offset: UInt64, count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        var start: UInt64 = 0
        for file in self.files where bytes.count < count {
            let position = offset + UInt64(bytes.count)
            if position < start + file.size {
                let wanted = min(
                    file.size - (position - start), UInt64(count - bytes.count))
                let path = "\(self.directory)/\(file.name)"
                let found = try FileSystem.read(
                    path, from: position - start, count: Int(wanted))
                guard found.count == Int(wanted) else {
                    throw SnapshotStorageError.io("\(path) is shorter than \(file.size) bytes")
                }
                bytes += found
            }
            start += file.size
        }
        return bytes
    }
}
