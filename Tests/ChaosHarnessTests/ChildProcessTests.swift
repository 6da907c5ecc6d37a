import ChaosHarness
import Foundation
import Glibc
import Testing

/// What a child of the harness gets, and what is known of its end.
@Suite struct ChildProcessTests {
    private let directory: URL
    private var output: URL { self.directory.appendingPathComponent("output") }

    init() throws {
        self.directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("child-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: self.directory, withIntermediateDirectories: true)
    }

    private func shell(
        _ script: String, environment: [String: String] = [:]
    ) throws -> ChildProcess {
        try ChildProcess(
            URL(fileURLWithPath: "/bin/sh"), ["-c", script], in: self.directory,
            output: self.output, errors: self.output, environment: environment)
    }

    private func text() throws -> String {
        try String(contentsOf: self.output, encoding: .utf8)
    }

    @Test func itRunsInItsDirectoryAndItsOutputIsAppended() async throws {
        defer { try? FileManager.default.removeItem(at: self.directory) }
        for word in ["one", "two"] {
            let child = try self.shell(
                "test -e output && echo $WORD && echo $HOME >&2",
                environment: ["WORD": word, "HOME": "/nowhere"])
            #expect(await child.exitCode() == 0)
        }
        #expect(try self.text() == "one\n/nowhere\ntwo\n/nowhere\n")
    }

    @Test func itHasNoFilesOfOursAndNoSignalIsBlockedOrIgnored() async throws {
        defer { try? FileManager.default.removeItem(at: self.directory) }
        signal(SIGPIPE, SIG_IGN)
        // Opened as nobody should: without O_CLOEXEC.
        let ours = open("/dev/null", O_RDONLY)
        try #require(ours > 2)
        defer { close(ours) }
        let child = try self.shell(
            """
            number=3
            while [ $number -le \(ours) ]; do
                [ -e /proc/$$/fd/$number ] && echo $number
                number=$((number + 1))
            done
            exec grep -E 'Sig(Blk|Ign)' /proc/self/status
            """)
        #expect(await child.exitCode() == 0)
        let words = try self.text().split(whereSeparator: \.isWhitespace)
        try #require(words.count == 4 && words[0] == "SigBlk:" && words[2] == "SigIgn:", "\(words)")
        // But for 32 and 33, which are the C library's own.
        for mask in [words[1], words[3]] {
            #expect(try #require(UInt64(mask, radix: 16)) & ~(3 << 31) == 0, "\(words)")
        }
    }

    @Test func itsEndIsToldToAllWhoWaitAndToWhoAsksLater() async throws {
        defer { try? FileManager.default.removeItem(at: self.directory) }
        let gate = self.directory.appendingPathComponent("gate").path
        try #require(mkfifo(gate, 0o600) == 0)
        // The shell goes on once the pipe has a writer.
        let child = try self.shell("read line < '\(gate)'; exit 7")
        #expect(!child.hasEnded)
        async let first = child.exitCode()
        async let second = child.exitCode()
        try "go\n".write(toFile: gate, atomically: false, encoding: .utf8)
        let codes = await [first, second]
        #expect(codes == [7, 7])
        #expect(child.hasEnded)
        #expect(await child.exitCode() == 7)
    }

    @Test func aSignalEndsItAndIsToldAsOne() async throws {
        defer { try? FileManager.default.removeItem(at: self.directory) }
        let child = try self.shell("kill -STOP $$")
        #expect(!child.hasEnded)
        child.send(signal: SIGKILL)
        #expect(await child.exitCode() == 128 + SIGKILL)
        #expect(child.hasEnded)
        // It may be another program's number by now.
        child.send(signal: SIGKILL)
    }

    @Test func aProgramThatThereIsNotIsNamed() throws {
        defer { try? FileManager.default.removeItem(at: self.directory) }
        let error = #expect(throws: HarnessError.self) {
            try ChildProcess(
                URL(fileURLWithPath: "/no/such/program"), [], in: self.directory,
                output: self.output, errors: self.output)
        }
        let text = try #require(error?.description)
        #expect(text.contains("/no/such/program cannot be started"), "\(text)")
        #expect(text.contains("No such file or directory"), "\(text)")
    }
}
