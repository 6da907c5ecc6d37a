#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The number of files and sockets that the process may have open.
enum OpenFileLimit {
    /// Raises the soft limit, often 1,024, to what the system allows the process: each client
    /// connection and each table of the databases takes one.
    static func raise() {
        #if canImport(Glibc)
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
        let resource = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        // A refusal leaves the limit as it was, which `process_max_fds` shows.
        _ = setrlimit(resource, &limit)
    }
}
