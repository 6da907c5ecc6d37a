package import Foundation
import Glibc

/// What a loss of power leaves of the files of a node that was just killed.
///
/// Of each file the bytes that a completed sync covers are there. What was written behind them is
/// cut off at a random place, or has its length and lacks sectors, which read as zeros: file
/// systems leave both.
package enum PowerCut {
    /// - Returns: how many bytes were lost.
    package static func apply(
        to directory: URL, control: ShimControl, generator: inout SeededGenerator
    ) throws -> Int {
        var lost = 0
        for path in try FileList.paths(in: directory) {
            lost += try Self.cut(path, control: control, generator: &generator)
        }
        return lost
    }

    private static func cut(
        _ path: String, control: ShimControl, generator: inout SeededGenerator
    ) throws -> Int {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return 0 }
        let size = Int(status.st_size)
        let synced = min(Int(control.syncedBytes(inode: UInt64(status.st_ino))), size)
        guard synced < size else { return 0 }
        if generator.happens(50) {
            return try Self.loseSectors(of: path, in: synced..<size, &generator)
        }
        let kept = Int.random(in: synced...size, using: &generator)
        guard truncate(path, kept) == 0 else {
            throw HarnessError("\(path) cannot be cut: \(String(cString: strerror(errno)))")
        }
        return size - kept
    }

    /// What a disk writes whole or not at all.
    private static let sectorBytes = 512

    /// Overwrites some sectors of what was not synced with zeros.
    private static func loseSectors(
        of path: String, in range: Range<Int>, _ generator: inout SeededGenerator
    ) throws -> Int {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw HarnessError("\(path) cannot be opened: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        let zeros = [UInt8](repeating: 0, count: Self.sectorBytes)
        var lost = 0
        var begin = range.lowerBound
        while begin < range.upperBound {
            let end = min((begin / Self.sectorBytes + 1) * Self.sectorBytes, range.upperBound)
            if generator.happens(50) {
                guard pwrite(descriptor, zeros, end - begin, begin) == end - begin else {
                    throw HarnessError("\(path) cannot be written")
                }
                lost += end - begin
            }
            begin = end
        }
        return lost
    }
}
