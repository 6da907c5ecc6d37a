import ChaosHarness
import Foundation
import Testing

/// The shim under programs that everybody knows: what it is told to do is done, and counted.
@Suite struct ShimTests {
    private let directory: URL
    private let disk: URL
    private let shim: URL
    private let control: ShimControl

    init() async throws {
        self.directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("shim-\(UUID().uuidString)")
        self.disk = self.directory.appendingPathComponent("disk")
        self.shim = self.directory.appendingPathComponent("shim.so")
        try FileManager.default.createDirectory(at: self.disk, withIntermediateDirectories: true)
        self.control = try ShimControl(
            path: self.directory.appendingPathComponent("control").path)
        let source = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("chaos/shim/chaos_shim.c")
        let built = try await self.run(
            "cc",
            ["-std=gnu11", "-O2", "-shared", "-fPIC", "-o", self.shim.path, source.path, "-ldl"])
        try #require(built.code == 0, "\(built.text)")
    }

    private func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> (code: Int32, text: String) {
        let output = self.directory.appendingPathComponent("output")
        let child = try ChildProcess(
            URL(fileURLWithPath: "/usr/bin/env"), [program] + arguments, in: self.directory,
            output: output, errors: output, environment: environment)
        let code = await child.exitCode()
        defer { try? FileManager.default.removeItem(at: output) }
        return (code, try String(contentsOf: output, encoding: .utf8))
    }

    /// A shell over the shim, in the directory whose disk it rules.
    private func shell(_ script: String) async throws -> (code: Int32, text: String) {
        try await self.run(
            "sh", ["-c", "cd '\(self.disk.path)' && \(script)"],
            environment: [
                "LD_PRELOAD": self.shim.path, "CHAOS_CONTROL": self.control.path,
                "CHAOS_DISK": self.disk.path, "LC_ALL": "C",
            ])
    }

    /// 3,000 bytes in one write(2); most tools write through the C library's streams, whose calls
    /// no shim sees.
    private func fill(_ name: String) -> String {
        "dd if=/dev/zero of=\(name) bs=3000 count=1 status=none"
    }

    private func file(_ name: String) throws -> String {
        try String(contentsOf: self.disk.appendingPathComponent(name), encoding: .utf8)
    }

    private func inode(of name: String) throws -> UInt64 {
        let path = self.disk.appendingPathComponent(name).path
        let number = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber]
        return try #require((number as? NSNumber)?.uint64Value)
    }

    @Test func syncedBytesAreCountedAndTheOthersAreLostWithThePower() async throws {
        defer { try? FileManager.default.removeItem(at: self.directory) }
        let done = try await self.shell(
            "printf 12345 > f && sync f && printf 67890 >> f && printf x > g")
        #expect(done.code == 0, "\(done.text)")
        #expect(self.control.syncedBytes(inode: try self.inode(of: "f")) == 5)
        #expect(self.control.syncedBytes(inode: try self.inode(of: "g")) == 0)
        var kept: Set<Int> = []
        for seed in 1...60 {
            try Data("1234567890".utf8).write(to: self.disk.appendingPathComponent("f"))
            // Written through the harness, which replaces no file: the inode stays.
            var generator = SeededGenerator(seed: UInt64(seed))
            _ = try PowerCut.apply(to: self.disk, control: self.control, generator: &generator)
            let left = try self.file("f")
            #expect(left.hasPrefix("12345"), "seed \(seed): what was synced is gone: \(left)")
            kept.insert(left.filter { $0 != "\0" }.count)
        }
        #expect(kept.count > 3, "\(kept)")
    }

    @Test func aFileThatIsReplacedHasNothingSynced() async throws {
        defer { try? FileManager.default.removeItem(at: self.directory) }
        let done = try await self.shell(
            "printf 12345 > f && sync f && unlink f && printf 1234567 > f")
        #expect(done.code == 0, "\(done.text)")
        #expect(self.control.syncedBytes(inode: try self.inode(of: "f")) == 0)
    }

    @Test func aSyncFailsOnceAndIsCounted() async throws {
        defer { try? FileManager.default.removeItem(at: self.directory) }
        self.control.set(.failingSyncs, 1)
        let done = try await self.shell("printf 1 > f; sync f; echo $?; sync f; echo $?")
        #expect(done.text.contains("Input/output error"), "\(done.text)")
        #expect(done.text.contains("1\n") && done.text.hasSuffix("0\n"), "\(done.text)")
        #expect(self.control.get(.failedSyncs) == 1)
    }

    @Test func aFullDiskRefusesWritesAndTellsSo() async throws {
        defer { try? FileManager.default.removeItem(at: self.directory) }
        self.control.set(.spaceLeft, 4096)
        let done = try await self.shell("\(self.fill("f")) && \(self.fill("g"))")
        #expect(done.code != 0 && done.text.contains("No space left on device"), "\(done.text)")
        #expect(self.control.get(.refusedWrites) == 1)
        // Told in blocks: what is left is less than one.
        let free = try await self.shell("df --output=avail '\(self.disk.path)'")
        #expect(free.text.hasSuffix(" 0\n"), "\(free.text)")
        #expect(self.control.get(.boundedLooks) > 0)
        // What is deleted is free again.
        #expect(try await self.shell("unlink f && \(self.fill("g"))").code == 0)
    }

    @Test func otherFilesAreLeftAlone() async throws {
        defer { try? FileManager.default.removeItem(at: self.directory) }
        self.control.set(.spaceLeft, 0)
        self.control.set(.failingSyncs, 9)
        #expect(try await self.shell("printf 1 > ../f && sync ../f").code == 0)
        #expect(self.control.get(.failedSyncs) == 0)
    }

    @Test func theWallClockJumps() async throws {
        defer { try? FileManager.default.removeItem(at: self.directory) }
        self.control.set(.clockOffset, -7_200_000_000_000)
        let before = Int(Date().timeIntervalSince1970)
        let told = try await self.shell("date +%s").text.trimmingCharacters(
            in: .whitespacesAndNewlines)
        let shift = try #require(Int(told)) - before
        #expect((-7201 ... -7190).contains(shift), "\(shift)")
        #expect(self.control.get(.shiftedClocks) > 0)
    }
}
