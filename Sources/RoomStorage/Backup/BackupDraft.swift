import Glibc

/// A backup that is being written, under a temporary name until all of it is known to be right.
///
/// The final name appears only once every byte is on the disk and was read back and compared, so a
/// file of that name is a whole backup. Without `finish` the temporary file goes with its owner;
/// one that a killed process left is written over.
package final class BackupDraft {
    package let path: String
    private let temporary: String
    private let descriptor: Int32
    private var isOpen = true
    /// Bytes written so far.
    package private(set) var size: UInt64 = 0

    /// Begins a backup that will be `path`, which must not be there yet.
    package init(path: String) throws(BackupFailure) {
        self.path = path
        self.temporary = "\(path).partial"
        do {
            guard try FileSystem.kind(of: path) == .missing else {
                throw BackupFailure.exists(path: path)
            }
            let descriptor = open(self.temporary, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw SystemCallError("create", self.temporary) }
            self.descriptor = descriptor
        } catch let failure as BackupFailure {
            throw failure
        } catch {
            throw .io(path: path, reason: "\(error)")
        }
        // Whoever holds the lock is at work; a file without one is what a killed process left.
        guard flock(self.descriptor, LOCK_EX | LOCK_NB) == 0 else {
            self.isOpen = false
            close(self.descriptor)
            throw .busy(path: path)
        }
        guard ftruncate(self.descriptor, 0) == 0 else {
            let failure = SystemCallError("write to", self.temporary)
            throw .io(path: path, reason: "\(failure)")
        }
    }

    deinit {
        guard self.isOpen else { return }
        unlink(self.temporary)
        close(self.descriptor)
    }

    package func append(_ bytes: [UInt8]) throws(BackupFailure) {
        do {
            try FileSystem.writeAll(bytes, to: self.descriptor, path: self.temporary)
        } catch {
            throw .io(path: self.path, reason: "\(error)")
        }
        self.size += UInt64(bytes.count)
    }

    /// Makes it a backup: syncs it, reads it back from the disk, compares every checksum, gives it
    /// its name and syncs that.
    ///
    /// - Parameter progress: told how many bytes were read back so far.
    package func finish(
        _ progress: (UInt64) -> Void = { _ in }
    ) throws(BackupFailure) -> BackupFile {
        do {
            guard fsync(self.descriptor) == 0 else {
                throw SystemCallError("sync", self.temporary)
            }
            // What is read back must come from the disk; where that cannot be asked for, the
            // checksums are compared all the same.
            posix_fadvise(self.descriptor, 0, 0, Int32(POSIX_FADV_DONTNEED))
            try BackupFile(reading: self.temporary).verify(progress)
            guard try FileSystem.kind(of: self.path) == .missing else {
                throw BackupFailure.exists(path: self.path)
            }
            try FileSystem.rename(self.temporary, to: self.path)
            self.isOpen = false
            close(self.descriptor)
            try FileSystem.sync(FileSystem.parent(of: self.path))
            return try BackupFile(reading: self.path)
        } catch let failure as BackupFailure {
            throw failure
        } catch {
            throw .io(path: self.path, reason: "\(error)")
        }
    }
}
