package import ByteCoding
import RoomReplica

/// The file of a backup, opened for reading: its heading is whole and its length is right.
///
/// What follows the heading is the files of a snapshot of the state; each piece of them has a
/// checksum in the heading, so damage has a place.
package struct BackupFile: Sendable {
    package let path: String
    package let manifest: BackupManifest
    /// Of the whole file.
    package let size: UInt64
    /// Names this backup and no other one.
    package let id: StableHash
    /// Where the first part begins.
    private let start: UInt64

    package init(reading path: String) throws(BackupFailure) {
        do {
            guard let size = try FileSystem.size(of: path) else {
                throw BackupFailure.missing(path: path)
            }
            let heading = try Self.heading(of: path, size: size)
            self.path = path
            self.manifest = try BackupHeading.decode(heading)
            self.size = size
            self.start = UInt64(heading.count)
            self.id = StableHash(of: heading)
            try SnapshotLayout.check(self.manifest.snapshot)
        } catch let fault as BackupHeading.Fault {
            throw Self.failure(fault, path)
        } catch let error as SnapshotStorageError {
            throw .damagedHeading(path: path, reason: "\(error)")
        } catch let failure as BackupFailure {
            throw failure
        } catch {
            throw .io(path: path, reason: "\(error)")
        }
        try self.checkLength()
        guard self.manifest.directoryFormat == IdentityFile.formatVersion else {
            throw .unknownDirectoryFormat(path: path, version: self.manifest.directoryFormat)
        }
    }

    /// Reads all of it and compares every checksum.
    ///
    /// - Parameter progress: told how many bytes were read so far.
    package func verify(_ progress: (UInt64) -> Void = { _ in }) throws(BackupFailure) {
        var damages: [BackupDamage] = []
        var read = self.start
        for part in self.manifest.snapshot.files.indices {
            var whole = CRC32C()
            for piece in self.manifest.pieces[part].indices {
                let bytes = try self.bytes(of: piece, in: part)
                whole.update(bytes)
                read += UInt64(bytes.count)
                if CRC32C.checksum(bytes) != self.manifest.pieces[part][piece] {
                    damages.append(self.damage(of: piece, in: part))
                    guard damages.count < Limits.backupDamages else {
                        throw .damaged(path: self.path, places: damages)
                    }
                }
                progress(read)
            }
            let file = self.manifest.snapshot.files[part]
            guard whole.value == file.crc32c || !damages.isEmpty else {
                throw .inconsistent(
                    path: self.path, reason: "the checksum of \(file.name) is another one")
            }
        }
        guard damages.isEmpty else { throw .damaged(path: self.path, places: damages) }
    }

    /// Writes the files of the state into `directory`, which must be there and have none of them.
    ///
    /// - Parameter progress: told how many bytes of the backup were copied so far.
    func extract(
        to directory: String, _ progress: (UInt64) -> Void
    ) throws(BackupFailure) {
        var copied = self.start
        for (part, file) in self.manifest.snapshot.files.enumerated() {
            let target = "\(directory)/\(file.name)"
            do throws(SystemCallError) {
                try FileSystem.createFile(target)
            } catch {
                throw .io(path: target, reason: "\(error)")
            }
            var offset: UInt64 = 0
            for piece in self.manifest.pieces[part].indices {
                let bytes = try self.bytes(of: piece, in: part)
                // What was verified before may be another file by now.
                guard CRC32C.checksum(bytes) == self.manifest.pieces[part][piece] else {
                    throw .damaged(path: self.path, places: [self.damage(of: piece, in: part)])
                }
                do throws(SystemCallError) {
                    try FileSystem.write(bytes[...], to: target, at: offset)
                } catch {
                    throw .io(path: target, reason: "\(error)")
                }
                offset += UInt64(bytes.count)
                copied += UInt64(bytes.count)
                progress(copied)
            }
        }
    }

    private static func heading(of path: String, size: UInt64) throws -> [UInt8] {
        let prefix = try FileSystem.read(path, from: 0, count: BackupHeading.prefixBytes)
        let length = try BackupHeading.length(of: prefix)
        guard size >= UInt64(length) else { throw BackupHeading.Fault.truncated }
        return try FileSystem.read(path, from: 0, count: length)
    }

    private static func failure(_ fault: BackupHeading.Fault, _ path: String) -> BackupFailure {
        switch fault {
        case .foreign: return .foreign(path: path)
        case .unknownVersion(let version): return .unknownVersion(path: path, version: version)
        case .damaged(let reason): return .damagedHeading(path: path, reason: reason)
        case .truncated:
            let size = (try? FileSystem.size(of: path)) ?? 0
            return .truncated(path: path, size: size, place: "within its heading")
        }
    }

    /// Throws unless the file ends where its last part does.
    private func checkLength() throws(BackupFailure) {
        let files = self.manifest.snapshot.files
        var end = self.start
        for (part, file) in files.enumerated() {
            guard self.size < end + file.size else {
                end += file.size
                continue
            }
            throw .truncated(
                path: self.path, size: self.size,
                place: "\(self.size - end) bytes into part \(part + 1) of \(files.count) "
                    + "(\(file.name), \(file.size) bytes)")
        }
        guard self.size == end else {
            throw .tooLong(path: self.path, size: self.size, expected: end)
        }
    }

    private func offset(of part: Int) -> UInt64 {
        self.manifest.snapshot.files[..<part].reduce(self.start) { $0 + $1.size }
    }

    private func damage(of piece: Int, in part: Int) -> BackupDamage {
        let file = self.manifest.snapshot.files[part]
        let offset = UInt64(piece) * Limits.backupPieceBytes
        return BackupDamage(
            part: part + 1, parts: self.manifest.snapshot.files.count, name: file.name,
            offset: offset, count: min(Limits.backupPieceBytes, file.size - offset),
            fileOffset: self.offset(of: part) + offset)
    }

    private func bytes(of piece: Int, in part: Int) throws(BackupFailure) -> [UInt8] {
        let place = self.damage(of: piece, in: part)
        let bytes: [UInt8]
        do throws(SystemCallError) {
            bytes = try FileSystem.read(
                self.path, from: place.fileOffset, count: Int(place.count))
        } catch {
            throw .io(path: self.path, reason: "\(error)")
        }
        guard bytes.count == Int(place.count) else {
            throw .io(path: self.path, reason: "it became shorter while it was read")
        }
        return bytes
    }
}
