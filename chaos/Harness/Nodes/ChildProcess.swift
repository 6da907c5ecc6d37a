package import Foundation
import Glibc
import Synchronization

/// A program that we started, and that only we may end.
package final class ChildProcess: Sendable {
    package let processID: Int32
    private let exit: Task<Int32, Never>
    private let ending: Ending

    private final class Ending: Sendable {
        let isReached = Atomic<Bool>(false)
    }

    /// Starts the program; its output is appended to the files, which may be one.
    ///
    /// - Parameter environment: added to this process's own.
    package init(
        _ program: URL, _ arguments: [String], in directory: URL, output: URL, errors: URL,
        environment: [String: String] = [:]
    ) throws {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = directory
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        let outputFile = try Self.openForAppending(output)
        let errorFile = output == errors ? outputFile : try Self.openForAppending(errors)
        process.standardOutput = outputFile
        process.standardError = errorFile

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
    }

    package var hasEnded: Bool { self.ending.isReached.load(ordering: .acquiring) }

    /// Waits for the end; 128 + the signal when one killed it.
    package func exitCode() async -> Int32 {
        await self.exit.value
    }

    package func send(signal: Int32) {
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
