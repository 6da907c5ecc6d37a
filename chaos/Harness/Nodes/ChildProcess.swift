import Foundation
import Glibc
import Synchronization

/// A program that the harness started, and that only the harness may end.
final class ChildProcess: Sendable {
    let processID: Int32
    private let exit: Task<Int32, Never>
    private let ending: Ending

    private final class Ending: Sendable {
        let isReached = Atomic<Bool>(false)
    }

    /// Starts the program; what it prints is appended to the file `log`.
    init(
        _ program: URL, _ arguments: [String], in directory: URL, log: URL,
        environment: [String: String] = [:]
    ) throws {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = directory
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        let output = try Self.openForAppending(log)
        process.standardOutput = output
        process.standardError = output

        let (exits, continuation) = AsyncStream.makeStream(of: Int32.self)
        let ending = Ending()
        process.terminationHandler = { ended in
            ending.isReached.store(true, ordering: .releasing)
            continuation.yield(
                ended.terminationReason == .exit
                    ? ended.terminationStatus : 128 + ended.terminationStatus)
            continuation.finish()
        }
        do {
            try process.run()
        } catch {
            throw HarnessError("\(program.path) cannot be started: \(error)")
        }
        self.processID = process.processIdentifier
        self.ending = ending
        self.exit = Task {
            for await code in exits { return code }
            return -1
        }
        try? output.close()
    }

    var hasEnded: Bool { self.ending.isReached.load(ordering: .acquiring) }

    /// Waits for the end; 128 + the signal when one killed it.
    func exitCode() async -> Int32 {
        await self.exit.value
    }

    func send(signal: Int32) {
        guard !self.hasEnded else { return }
        _ = Glibc.kill(self.processID, signal)
    }

    private static func openForAppending(_ url: URL) throws -> FileHandle {
        let descriptor = open(url.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw HarnessError(
                "\(url.path) cannot be written: \(String(cString: strerror(errno)))")
        }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }
}
