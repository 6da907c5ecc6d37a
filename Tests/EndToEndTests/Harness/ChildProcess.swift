import Foundation
import Glibc
import Synchronization

/// A program that we started, and that only we may kill.
final class ChildProcess: Sendable {
    let processID: Int32
    private let exit: Task<Int32, Never>
    private let ending: Ending

    private final class Ending: Sendable {
        let isReached = Atomic<Bool>(false)
    }

    /// Starts the program; its output is appended to the files.
    init(
        _ program: Program, _ arguments: [String], in directory: URL, output: URL, errors: URL,
        environment: [String: String] = [:]
    ) throws {
        let process = Process()
        process.executableURL = try program.url()
        process.arguments = arguments
        process.currentDirectoryURL = directory
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try Self.openForAppending(output)
        process.standardError =
            output == errors ? process.standardOutput : try Self.openForAppending(errors)

        let (exits, continuation) = AsyncStream.makeStream(of: Int32.self)
        let ending = Ending()
        process.terminationHandler = { ended in
            ending.isReached.store(true, ordering: .releasing)
            continuation.yield(
                ended.terminationReason == .exit
                    ? ended.terminationStatus : 128 + ended.terminationStatus)
            continuation.finish()
        }
        try process.run()
        self.processID = process.processIdentifier
        self.ending = ending
        self.exit = Task {
            for await code in exits { return code }
            return -1
        }
    }

    var hasEnded: Bool { self.ending.isReached.load(ordering: .acquiring) }

    /// Waits for the end; 128 + the signal when one killed it.
    func exitCode() async -> Int32 {
        await self.exit.value
    }

    func send(signal: Int32) {
        _ = Glibc.kill(self.processID, signal)
    }

    private static func openForAppending(_ url: URL) throws -> FileHandle {
        if !FileManager.default.fileExists(atPath: url.path) {
            guard FileManager.default.createFile(atPath: url.path, contents: nil) else {
                throw TestFailure("\(url.path) cannot be written")
            }
        }
        let file = try FileHandle(forWritingTo: url)
        try file.seekToEnd()
        return file
    }
}
