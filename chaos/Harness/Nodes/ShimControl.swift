import Foundation
import Glibc

/// The control block that the harness shares with one node's shim.
///
/// The shim (`chaos/shim/chaos_shim.c`) maps the same file and has the same layout.
package final class ShimControl: Sendable {
    /// What the harness wants, and what the shim did, by offset.
    package enum Field: Int, Sendable {
        case clockOffset = 0
        case spaceLeft = 8
        case failingSyncs = 16
        case failingWrites = 24
        case syncDelay = 32
        case stalled = 40
        case failedSyncs = 48
        case failedWrites = 56
        case refusedWrites = 64
        case delayedSyncs = 72
        case stalledSyncs = 80
        case shiftedClocks = 88
        case syncs = 96
        case boundedLooks = 104
    }

    private static let headBytes = 4096
    private static let slots: UInt64 = 65536
    private static let slotBytes = 16

    package let path: String
    private let descriptor: Int32

    /// Makes a block that wants nothing.
    package init(path: String) throws {
        self.path = path
        self.descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard self.descriptor >= 0,
            ftruncate(self.descriptor, Self.headBytes + Int(Self.slots) * Self.slotBytes) == 0
        else {
            throw HarnessError("\(path) cannot be made: \(String(cString: strerror(errno)))")
        }
        self.set(.spaceLeft, -1)
    }

    deinit {
        close(self.descriptor)
    }

    package func set(_ field: Field, _ value: Int64) {
        withUnsafeBytes(of: value) { bytes in
            _ = pwrite(self.descriptor, bytes.baseAddress, bytes.count, field.rawValue)
        }
    }

    package func get(_ field: Field) -> Int64 {
        Int64(bitPattern: self.word(at: field.rawValue))
    }

    /// How many bytes of a file a completed sync covers; 0 for one that was never synced.
    package func syncedBytes(inode: UInt64) -> UInt64 {
        let begin = inode &* 0x9E37_79B9_7F4A_7C15
        for probe in 0..<Self.slots {
            let slot = Int((begin &+ probe) % Self.slots)
            let offset = Self.headBytes + slot * Self.slotBytes
            let found = self.word(at: offset)
            if found == inode { return self.word(at: offset + 8) }
            if found == 0 { return 0 }
        }
        return 0
    }

    /// Takes all files of a directory as safe: what the harness itself has put there.
    ///
    /// No node with this block may run meanwhile.
    func assumeSynced(_ directory: URL) throws {
        for path in try FileList.paths(in: directory) {
            var status = stat()
            guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
            try self.setSynced(inode: UInt64(status.st_ino), UInt64(status.st_size))
        }
    }

    private func setSynced(inode: UInt64, _ bytes: UInt64) throws {
        let begin = inode &* 0x9E37_79B9_7F4A_7C15
        for probe in 0..<Self.slots {
            let slot = Int((begin &+ probe) % Self.slots)
            let offset = Self.headBytes + slot * Self.slotBytes
            let found = self.word(at: offset)
            guard found == inode || found == 0 else { continue }
            self.setWord(inode, at: offset)
            self.setWord(bytes, at: offset + 8)
            return
        }
        throw HarnessError("\(self.path) has no slot left")
    }

    private func setWord(_ value: UInt64, at offset: Int) {
        withUnsafeBytes(of: value) { bytes in
            _ = pwrite(self.descriptor, bytes.baseAddress, bytes.count, offset)
        }
    }

    private func word(at offset: Int) -> UInt64 {
        var value: UInt64 = 0
        withUnsafeMutableBytes(of: &value) { bytes in
            _ = pread(self.descriptor, bytes.baseAddress, bytes.count, offset)
        }
        return value
    }
}
