import Foundation
import Synchronization
import Testing

/// A fresh cluster under load on which one procedure is followed while a node is killed.
struct ProcedureStage: Sendable {
    let cluster: TestCluster
    let load: LoadProgress
    let kill: DrawnKill

    /// How long a command may have to be repeated.
    private static let patience = Duration.seconds(60)

    /// Follows `procedure`; when it is drawn that a node dies, one does, and is started again at
    /// once, as systemd does it.
    func killing<Value>(during procedure: () async throws -> Value) async throws -> Value {
        let end = Atomic<Bool>(false)
        func killOne() async throws {
            try await self.load.waitForMore(self.kill.writes)
            let running = await self.cluster.runningNodes
            let node = self.kill.node(of: running)
            let place = end.load(ordering: .relaxed) ? "after its end" : "in its middle"
            print("\(self.kill), \(place): node \(node) of \(running)")
            try await self.cluster.killAndRestart(node)
        }
        async let killed: Void = killOne()
        let value = try await procedure()
        end.store(true, ordering: .relaxed)
        try await killed
        return value
    }

    /// Runs a command, and runs it again for as long as it is refused with a word that the page
    /// explains: "may be run again when it was interrupted".
    func command(_ arguments: [String]) async throws {
        let page = try DoorDocument.source("docs/operating.md")
        try await Eventually.holds("\(arguments) succeeds", within: Self.patience) {
            let result = try await self.cluster.roomctl(arguments + ["-o", "json"])
            if result.exitCode == 0 { return true }
            let reason = try result.decoded(ErrorAnswer.self).error.reason
            print("\(self.kill): \(arguments) was refused with \(reason)")
            guard page.contains("`\(reason)`") else {
                throw TestFailure("docs/operating.md does not say what to do: \(result)")
            }
            return false
        }
    }

    /// Runs the command that waits for a new node, and formats and starts the node as it says.
    func join(_ node: UInt64, with command: [String]) async throws {
        let file = "node-\(node).yaml"
        async let joined: Void = self.command(
            command + [try self.cluster.node(node).initArgument])
        try await Eventually.holds("\(file) is written") {
            FileManager.default.fileExists(
                atPath: self.cluster.directory.appendingPathComponent(file).path)
        }
        try await self.cluster.format(node, from: file)
        try await self.cluster.start([node])
        try await joined
    }

    /// Stops a node with SIGTERM; one that is killed just then has another exit code.
    func stop(_ node: UInt64) async throws {
        let exitCode = try await self.cluster.stop(node)
        try #require([0, 128 + 9].contains(exitCode), "node \(node) ended with \(exitCode)")
    }
}
