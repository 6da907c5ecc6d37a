import ChaosHarness
import Foundation
import Testing

extension EndToEnd {
    /// How `roomd` ends once its work is done.
    @Suite struct ExitTests {
        /// A library that tells when its statics are destroyed, as exit(3) has it.
        private static let destroyed = """
            #include <unistd.h>
            __attribute__((destructor)) static void tell(void) { write(2, "destroyed", 9); }

            """

        /// A node's databases are open to the end, and RocksDB's threads may compact: what they use
        /// must not be destroyed below them, or one stop in some two thousand ends with SIGSEGV.
        @Test func whatThreadsUseIsNotDestroyed() async throws {
            let directory = FileManager.default.temporaryDirectory
                .appendingPathComponent("exit-\(UUID().uuidString)")
            try FileManager.default.createDirectory(
                at: directory, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: directory) }
            let source = directory.appendingPathComponent("destroyed.c")
            let library = directory.appendingPathComponent("destroyed.so")
            let errors = directory.appendingPathComponent("errors")
            try Self.destroyed.write(to: source, atomically: false, encoding: .utf8)
            let compiler = try ChildProcess(
                URL(fileURLWithPath: "/usr/bin/cc"),
                ["-shared", "-fPIC", "-o", library.path, source.path],
                in: directory, output: errors, errors: errors)
            let compiled = await compiler.exitCode()
            let complaints = try String(contentsOf: errors, encoding: .utf8)
            try #require(compiled == 0, "\(complaints)")

            let ended = try await CommandRunner.run(
                .roomd, ["--version"], in: directory, environment: ["LD_PRELOAD": library.path])
            #expect(ended.exitCode == 0)
            #expect(!ended.output.isEmpty)
            #expect(ended.errors.isEmpty, "\(ended.errors)")
            // The library does tell of a program that ends as usual.
            let usual = directory.appendingPathComponent("usual")
            let child = try ChildProcess(
                URL(fileURLWithPath: "/bin/true"), [], in: directory, output: usual, errors: usual,
                environment: ["LD_PRELOAD": library.path])
            #expect(await child.exitCode() == 0)
            #expect(try String(contentsOf: usual, encoding: .utf8) == "destroyed")
        }
    }
}
