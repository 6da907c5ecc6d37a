#if canImport(Glibc)
import Glibc
#endif

/// How the system's scheduler treats the threads of a node.
package enum ThreadScheduling: String, CaseIterable, Sendable {
    /// A thread that wakes up waits for its turn instead of interrupting another (`SCHED_BATCH` of
    /// sched(7)).
    ///
    /// While cores are idle it changes nothing. When all of them are busy, each thread finds more
    /// to do when it runs, so that fewer turns, wake-ups and system calls do the same work.
    case batch
    case normal

    #if canImport(Glibc)
    /// `SCHED_BATCH` and `SCHED_OTHER` of <sched.h>, the first of which Swift does not import.
    private var policy: Int32 { self == .batch ? 3 : 0 }
    #endif

    /// Has the process's threads scheduled so; those that are made later are made alike.
    ///
    /// - Returns: Whether the system has done it for all of them.
    func apply() -> Bool {
        #if canImport(Glibc)
        guard let directory = opendir("/proc/self/task") else { return false }
        defer { closedir(directory) }
        var isDone = true
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let thread = pid_t(name) else { continue }
            var parameters = sched_param(sched_priority: 0)
            if sched_setscheduler(thread, self.policy, &parameters) != 0 { isDone = false }
        }
        return isDone
        #else
        return self == .normal
        #endif
    }
}
