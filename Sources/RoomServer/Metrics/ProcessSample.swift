import CDispatch

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What the process uses of its machine, read from the kernel when asked.
///
/// The figures that only Linux has under /proc are `nil` elsewhere.
package struct ProcessSample: Equatable, Sendable {
    /// User and system time in microseconds.
    package var cpuMicroseconds: UInt64
    package var residentBytes: UInt64?
    package var openFiles: UInt64?
    package var maxFiles: UInt64?

    package init(
        cpuMicroseconds: UInt64, residentBytes: UInt64?, openFiles: UInt64?, maxFiles: UInt64?
    ) {
        self.cpuMicroseconds = cpuMicroseconds
        self.residentBytes = residentBytes
        self.openFiles = openFiles
        self.maxFiles = maxFiles
    }

    package static func current() -> ProcessSample {
        ProcessSample(
            cpuMicroseconds: Self.cpuMicroseconds(), residentBytes: Self.residentBytes(),
            openFiles: Self.openFiles(), maxFiles: Self.maxFiles())
    }

    private static func cpuMicroseconds() -> UInt64 {
        var time = timespec()
        guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return 0 }
        return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1_000
    }

    private static func maxFiles() -> UInt64? {
        var limit = rlimit()
        #if canImport(Glibc)
        let status = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        #else
        let status = getrlimit(RLIMIT_NOFILE, &limit)
        #endif
        return status == 0 ? UInt64(limit.rlim_cur) : nil
    }

    /// The second field of /proc/self/statm, in pages.
    private static func residentBytes() -> UInt64? {
        guard let fields = Self.contents(of: "/proc/self/statm")?.split(separator: " "),
            fields.count > 1, let pages = UInt64(fields[1])
        else { return nil }
        return pages * UInt64(sysconf(Int32(_SC_PAGESIZE)))
    }

    private static func openFiles() -> UInt64? {
        guard let directory = opendir("/proc/self/fd") else { return nil }
        defer { closedir(directory) }
        var names: UInt64 = 0
        while readdir(directory) != nil { names += 1 }
        // ".", ".." and the descriptor of this very directory do not count.
        return names >= 3 ? names - 3 : 0
    }

    /// A short file of /proc.
    private static func contents(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 1_024)
        let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { return nil }
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }
}
