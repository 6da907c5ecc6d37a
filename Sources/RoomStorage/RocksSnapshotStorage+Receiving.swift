import RoomReplica

extension RocksSnapshotStorage {
    /// 1. goes on where this process or an earlier one stopped with the same snapshot, or
    /// 2. deletes what there is of another one, and stores the manifest: it is durable BEFORE the
    ///    first byte of a file is written, so that no byte is taken for another snapshot's.
    func begin(_ manifest: SnapshotManifest, _ work: inout Work) throws -> UInt64 {
        try SnapshotLayout.check(manifest)
        if let incoming = work.incoming, incoming.manifest == manifest {
            return incoming.received
        }
        var received: UInt64 = 0
        if work.incoming == nil, try self.layout.storedManifest() == manifest {
            received = try self.countReceived(of: manifest)
            try self.checkSpace(for: manifest.size - received)
        } else {
            try self.discard(&work)
            try self.checkSpace(for: manifest.size)
            try self.store(manifest)
        }
        work.incoming = IncomingSnapshot(manifest: manifest, received: received)
        return received
    }

    func write(_ bytes: [UInt8], at offset: UInt64, _ work: inout Work) throws {
        guard var incoming = work.incoming else {
            throw SnapshotStorageError.invalid("none is being received")
        }
        let left = incoming.manifest.size - incoming.received
        guard offset == incoming.received, UInt64(bytes.count) <= left else {
            throw SnapshotStorageError.invalid(
                "\(bytes.count) bytes came for offset \(offset), but \(incoming.received) of "
                    + "\(incoming.manifest.size) bytes are there")
        }
        // What is written before an error counts, so that `begin` may go on from there.
        defer { work.incoming = incoming }
        var rest = bytes[...]
        while !rest.isEmpty, let place = incoming.next {
            let part = rest.prefix(Int(place.count))
            let path = "\(self.layout.files)/\(place.file.name)"
            try self.failpoints.pass(.before, .snapshotChunkWrite)
            if place.offset == 0, try FileSystem.size(of: path) == nil {
                try FileSystem.createFile(path)
            }
            try FileSystem.write(part, to: path, at: place.offset)
            try self.failpoints.pass(.after, .snapshotChunkWrite)
            if part.count == Int(place.count) {
                // BEFORE the first byte that follows is written: see `certainBytes`.
                try self.failpoints.pass(.before, .snapshotChunkSync)
                try FileSystem.sync(path)
                try self.failpoints.pass(.after, .snapshotChunkSync)
            }
            incoming.received += UInt64(part.count)
            rest = rest.dropFirst(part.count)
        }
    }

    /// Deletes whatever is there of a snapshot being received.
    func discard(_ work: inout Work) throws {
        work.incoming = nil
        guard try FileSystem.kind(of: self.layout.incoming) != .missing else { return }
        try self.failpoints.pass(.before, .snapshotDiscard)
        // Without its manifest the rest is nobody's, should the deletion be interrupted.
        try FileSystem.removeTree(self.layout.manifest)
        try FileSystem.removeTree(self.layout.incoming)
        try self.failpoints.pass(.after, .snapshotDiscard)
    }

    private func store(_ manifest: SnapshotManifest) throws {
        try FileSystem.createDirectory(self.layout.incoming)
        try FileSystem.createDirectory(self.layout.files)
        try self.failpoints.pass(.before, .snapshotManifestWrite)
        try FileSystem.writeFile(
            self.layout.temporaryManifest, SnapshotLayout.encode(manifest))
        try self.failpoints.pass(.after, .snapshotManifestWrite)
        try self.failpoints.pass(.before, .snapshotManifestSync)
        try FileSystem.sync(self.layout.temporaryManifest)
        try self.failpoints.pass(.after, .snapshotManifestSync)
        try self.failpoints.pass(.before, .snapshotManifestRename)
        try FileSystem.rename(self.layout.temporaryManifest, to: self.layout.manifest)
        try self.failpoints.pass(.after, .snapshotManifestRename)
        try self.failpoints.pass(.before, .snapshotManifestDirectorySync)
        try FileSystem.sync(self.layout.incoming)
        try FileSystem.sync(self.layout.directory)
        try self.failpoints.pass(.after, .snapshotManifestDirectorySync)
    }

    /// Counts what an earlier process left, conservatively, and cuts off the rest.
    ///
    /// Whole files count when their checksum is right, and the certain part of the first one that
    /// is not whole (see `IncomingSnapshot`).
    private func countReceived(of manifest: SnapshotManifest) throws -> UInt64 {
        var received: UInt64 = 0
        var kept: Set<String> = []
        for file in manifest.files {
            let path = "\(self.layout.files)/\(file.name)"
            guard let size = try FileSystem.size(of: path) else { break }
            kept.insert(file.name)
            if size == file.size, try FileSystem.checksum(of: path).crc32c == file.crc32c {
                received += size
                continue
            }
            let certain =
                size < file.size ? IncomingSnapshot.certainBytes(ofUnfinished: size) : 0
            try FileSystem.truncate(path, to: certain)
            received += certain
            break
        }
        for name in try FileSystem.names(in: self.layout.files) where !kept.contains(name) {
            try FileSystem.removeTree("\(self.layout.files)/\(name)")
        }
        return received
    }
}
