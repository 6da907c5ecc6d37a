import CLinux
import Glibc

/// What posix_spawn(3) is to start, and with which files.
struct SpawnRequest {
    let program: String
    /// The program's own name first.
    let arguments: [String]
    /// `NAME=value`.
    let environment: [String]
    let directory: String
    /// Appended to, and made when there is none; `errors` may be the same file.
    let output: String
    let errors: String

    /// Starts it, with no file open but the three, and no signal blocked or ignored.
    ///
    /// - Returns: its process ID.
    /// - Throws: a ``HarnessError`` that names the program and the reason.
    func spawn() throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let appending = O_WRONLY | O_CREAT | O_APPEND
        posix_spawn_file_actions_addchdir_np(&actions, self.directory)
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, self.output, appending, 0o644)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, self.errors, appending, 0o644)
        posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)

        // Threads of a pool block signals, and what they start would go on doing so.
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var processID: pid_t = 0
        let result = Self.withPointers(self.arguments) { arguments in
            Self.withPointers(self.environment) { environment in
                posix_spawn(
                    &processID, self.program, &actions, &attributes, arguments, environment)
            }
        }
        guard result == 0 else {
            throw HarnessError(
                "\(self.program) cannot be started in \(self.directory), with its output in "
                    + "\(self.output): \(String(cString: strerror(result)))")
        }
        return processID
    }

    /// The strings as C wants a list of them: ended by a null pointer.
    private static func withPointers<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let pointers = strings.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers + [nil])
    }
}
