package import Foundation
import Glibc
import Synchronization

/// A program that we started, and that only we may end.
///
/// Started by posix_spawn(3) and not by Foundation's `Process`, which reads behind the end of a
/// buffer when it looks for open files, and so ends one test run in a few with SIGSEGV
/// (docs/decisions/0171).
package final class ChildProcess: Sendable {
    package let processID: Int32
    private let state: Mutex<State>

    private struct State {
        /// 128 + the signal when one killed it; nil while it lives.
        var exitCode: Int32?
        var waiters: [CheckedContinuation<Int32, Never>] = []
    }

    /// Starts the program; its output is appended to the files, which may be one.
    ///
    /// - Parameter environment: added to this process's own.
    package init(
        _ program: URL, _ arguments: [String], in directory: URL, output: URL, errors: URL,
        environment: [String: String] = [:]
    ) throws {
        let settings = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let processID = try SpawnRequest(
            program: program.path, arguments: [program.path] + arguments,
            environment: settings.map { "\($0)=\($1)" }.sorted(), directory: directory.path,
            output: output.path, errors: errors.path
        ).spawn()
        self.processID = processID
        self.state = Mutex(State())
        // One for each: a thread that waits costs nothing, and no other child can be mistaken.
        Thread.detachNewThread { self.waitForEnd() }
    }

    package var hasEnded: Bool { self.state.withLock { $0.exitCode != nil } }

    /// Waits for the end; 128 + the signal when one killed it.
    package func exitCode() async -> Int32 {
        await withCheckedContinuation { waiter in
            let code = self.state.withLock { state in
                if state.exitCode == nil { state.waiters.append(waiter) }
                return state.exitCode
            }
            if let code { waiter.resume(returning: code) }
        }
    }

    /// Does nothing once it has ended: the number may then be another program's.
    package func send(signal: Int32) {
        self.state.withLock { state in
            guard state.exitCode == nil else { return }
            _ = Glibc.kill(self.processID, signal)
        }
    }

    private func waitForEnd() {
        // Left unreaped, so that its number stays its own until `send` knows of its end.
        var info = siginfo_t()
        while waitid(P_PID, id_t(self.processID), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        let (code, waiters) = self.state.withLock { state in
            var status: Int32 = 0
            while waitpid(self.processID, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7f
            let code = signal == 0 ? (status >> 8) & 0xff : 128 + signal
            state.exitCode = code
            return (code, exchange(&state.waiters, with: []))
        }
        for waiter in waiters { waiter.resume(returning: code) }
    }
}
