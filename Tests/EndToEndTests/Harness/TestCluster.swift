import ChaosHarness
import Foundation
import Glibc
import RoomClient
import RoomProtocol

/// Three real nodes, or as many as told, on ports that the kernel assigned, made the way an
/// operator makes them.
actor TestCluster {
    nonisolated let directory: URL
    /// The nodes with which the cluster begins.
    nonisolated let nodes: [NodeAddresses]
    /// Nodes that a story may add.
    nonisolated let spares: [NodeAddresses]
    /// `nil`: the nodes serve in plaintext.
    nonisolated let security: ClusterSecurity?
    private var running: [UInt64: ChildProcess] = [:]
    /// Arguments of nodes that run with others than the usual ones.
    private var settings: [UInt64: [String]] = [:]
    /// Where nodes are that have moved.
    private var places: [UInt64: NodeAddresses] = [:]

    /// Attempts to start a node whose port another connection happens to use.
    private static let startAttempts = 5

    nonisolated var clusterFile: String { "cluster.yaml" }

    private init(
        directory: URL, nodes: [NodeAddresses], spares: [NodeAddresses],
        settings: [String], security: ClusterSecurity?
    ) {
        self.directory = directory
        self.nodes = nodes
        self.spares = spares
        self.settings = Dictionary(uniqueKeysWithValues: nodes.map { ($0.id, settings) })
        self.security = security
    }

    /// Runs `story` on a new cluster whose nodes are ready, and ends all its processes afterwards.
    ///
    /// When the story fails, the nodes' logs are shown and the directory is kept.
    static func run(
        nodes count: Int = 3, spares: Int = 0, settings: [String] = [], isSecure: Bool = false,
        _ story: (TestCluster) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("roomkeeper-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let nodes = try NodeAddresses.nodes(count + spares)
        let cluster = TestCluster(
            directory: directory, nodes: Array(nodes.prefix(count)),
            spares: Array(nodes.dropFirst(count)), settings: settings,
            security: isSecure
                ? try ClusterSecurity(in: directory, nodes: nodes.map { $0.id }) : nil)
        do {
            try await cluster.format()
            try await cluster.start(cluster.nodes.map { $0.id })
            try await story(cluster)
            await cluster.killAll()
            try? FileManager.default.removeItem(at: directory)
        } catch {
            await cluster.killAll()
            cluster.showLogs(because: error)
            throw error
        }
    }

    /// Starts the nodes and waits until each is ready.
    func start(_ ids: [UInt64]) async throws {
        for id in ids {
            try self.launch(id)
        }
        for id in ids {
            try await self.wait(for: id, until: "is ready") { $0.status == 200 }
        }
    }

    /// Stops a node and starts it again with settings of its own.
    func restart(_ id: UInt64, with settings: [String]) async throws {
        _ = try await self.stop(id)
        try await self.start(id, with: settings)
    }

    /// Starts a node with settings of its own and waits until it is ready.
    func start(_ id: UInt64, with settings: [String]) async throws {
        self.settings[id] = settings
        try await self.start([id])
    }

    /// Starts a node and waits until its `/readyz` gives an answer as wanted.
    func start(
        _ id: UInt64, until what: String, _ isWanted: (HTTPReply) throws -> Bool
    ) async throws {
        try self.launch(id)
        try await self.wait(for: id, until: what, isWanted)
    }

    /// Starts a node and waits until it is ready where `addresses` says, not where it was before.
    ///
    /// - Parameter isTold: whether it is told where to listen; otherwise it must know.
    func start(
        _ id: UInt64, movedTo addresses: NodeAddresses, isTold: Bool
    ) async throws {
        self.places[id] = addresses
        try await self.start(id, with: isTold ? addresses.listenSettings : [])
    }

    /// How the system schedules the threads of a node, each policy once (the 41st field of `stat`
    /// in proc(5)).
    func schedulingPolicies(of id: UInt64) throws -> Set<Int> {
        guard let child = self.running[id] else { throw TestFailure("node \(id) does not run") }
        let tasks = "/proc/\(child.processID)/task"
        let threads = try FileManager.default.contentsOfDirectory(atPath: tasks)
        return Set(
            try threads.map { thread in
                let stat = try String(contentsOfFile: "\(tasks)/\(thread)/stat", encoding: .utf8)
                // The second field is a name, in parentheses, and may hold spaces.
                let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
                guard fields.count > 38, let policy = Int(fields[38]) else {
                    throw TestFailure("\(tasks)/\(thread)/stat: \(stat)")
                }
                return policy
            })
    }

    /// Kills the nodes with SIGKILL, all at once, and waits until they are gone.
    func kill(_ ids: [UInt64]) async {
        let children = ids.compactMap { self.running.removeValue(forKey: $0) }
        for child in children {
            child.send(signal: SIGKILL)
        }
        for child in children {
            _ = await child.exitCode()
        }
    }

    /// The nodes whose processes are there, by id.
    var runningNodes: [UInt64] { self.running.filter { !$0.value.hasEnded }.keys.sorted() }

    /// Kills a node with SIGKILL and starts it again at once, unless somebody else stops or starts
    /// it just then.
    func killAndRestart(_ id: UInt64) async throws {
        guard let child = self.running[id] else { throw TestFailure("node \(id) does not run") }
        child.send(signal: SIGKILL)
        _ = await child.exitCode()
        guard self.running[id] === child else { return }
        try self.launch(id)
        try await Eventually.holds("node \(id) answers again") {
            guard let child = self.running[id] else { return true }
            if child.hasEnded { try self.launch(id) }
            let port = try (self.places[id] ?? self.node(id)).httpPort
            return try await HTTPReply.get(port: port, path: "/healthz").status == 200
        }
    }

    func killAll() async {
        await self.kill(Array(self.running.keys))
    }

    /// Stops a node politely and returns its exit code.
    func stop(_ id: UInt64) async throws -> Int32 {
        guard let child = self.running.removeValue(forKey: id) else {
            throw TestFailure("node \(id) does not run")
        }
        child.send(signal: SIGTERM)
        return await child.exitCode()
    }

    /// Asks a node to stop again and again until it has ended, and returns its exit code.
    func stopImpatiently(_ id: UInt64) async throws -> Int32 {
        guard let child = self.running.removeValue(forKey: id) else {
            throw TestFailure("node \(id) does not run")
        }
        while !child.hasEnded {
            child.send(signal: SIGTERM)
            await Task.yield()
        }
        return await child.exitCode()
    }

    func signal(_ id: UInt64, _ signal: Int32) throws {
        guard let child = self.running[id] else { throw TestFailure("node \(id) does not run") }
        child.send(signal: signal)
    }

    nonisolated func dataDirectory(_ id: UInt64) -> String { "data-\(id)" }

    nonisolated func node(_ id: UInt64) throws -> NodeAddresses {
        guard let node = (self.nodes + self.spares).first(where: { $0.id == id }) else {
            throw TestFailure("there is no node \(id)")
        }
        return node
    }

    nonisolated func roomd(_ arguments: String...) async throws -> CommandResult {
        try await CommandRunner.run(.roomd, arguments, in: self.directory)
    }

    /// Runs `roomctl` with the endpoints of all nodes.
    nonisolated func roomctl(_ arguments: String...) async throws -> CommandResult {
        try await self.roomctl(arguments)
    }

    nonisolated func roomctl(_ arguments: [String]) async throws -> CommandResult {
        let endpoints = (self.nodes + self.spares).map { $0.nativeEndpoint }.joined(separator: ",")
        let security = self.security?.environment() ?? [:]
        return try await CommandRunner.run(
            .roomctl, arguments, in: self.directory,
            environment: security.merging(["ROOMCTL_ENDPOINTS": endpoints]) { $1 })
    }

    private func format() async throws {
        var arguments = ["cluster", "init", "--output", self.clusterFile]
        for node in self.nodes {
            arguments += ["--node", node.initArgument]
        }
        let made = try await CommandRunner.run(.roomctl, arguments, in: self.directory)
        guard made.exitCode == 0 else { throw TestFailure("\(made)") }
        for node in self.nodes {
            try await self.format(node.id)
        }
    }

    /// Makes the data directory of a node, which must not be there.
    ///
    /// - Parameter file: what to make it from; the file of the first nodes unless told.
    nonisolated func format(_ id: UInt64, from file: String? = nil) async throws {
        let formatted = try await self.roomd(
            "format", "--data", self.dataDirectory(id), "--cluster", file ?? self.clusterFile,
            "--node", String(id))
        guard formatted.exitCode == 0 else { throw TestFailure("\(formatted)") }
    }

    /// Starts a node that is to refuse, and returns how it ended.
    func startInVain(_ id: UInt64, with settings: [String]) async throws -> Int32 {
        self.settings[id] = settings
        try self.launch(id)
        guard let child = self.running.removeValue(forKey: id) else {
            throw TestFailure("node \(id) does not run")
        }
        return await child.exitCode()
    }

    private func launch(_ id: UInt64) throws {
        let log = self.logFile(id)
        self.running[id] = try ChildProcess(
            Program.roomd.url(),
            ["run", "--data", self.dataDirectory(id)]
                + (self.security?.arguments(of: id) ?? ["--insecure"]) + (self.settings[id] ?? []),
            in: self.directory, output: log, errors: log)
    }

    /// A port that the kernel assigned may, while its node is down, become the local port of some
    /// other connection for a moment; the node then refuses to start, as it should.
    private func wait(
        for id: UInt64, until what: String, _ isWanted: (HTTPReply) throws -> Bool
    ) async throws {
        let port = try (self.places[id] ?? self.node(id)).httpPort
        var attempts = 1
        try await Eventually.holds("node \(id) \(what)") {
            guard let child = self.running[id] else {
                throw TestFailure("node \(id) does not run")
            }
            if child.hasEnded {
                attempts += 1
                guard attempts <= Self.startAttempts else {
                    throw TestFailure("node \(id) ended at its start")
                }
                try self.launch(id)
            }
            guard self.security == nil else { return try await self.status(of: id).ready }
            return try isWanted(try await HTTPReply.get(port: port, path: "/readyz"))
        }
    }

    /// What a node has written to its log so far.
    nonisolated func log(_ id: UInt64) throws -> String {
        try String(contentsOf: self.logFile(id), encoding: .utf8)
    }

    private nonisolated func logFile(_ id: UInt64) -> URL {
        self.directory.appendingPathComponent("node-\(id).log")
    }

    /// The last lines of each node's log.
    private nonisolated func showLogs(because error: any Error) {
        var text = "A story failed: \(error)\nIts directory is kept: \(self.directory.path)\n"
        for node in self.nodes + self.spares {
            let lines = ((try? self.log(node.id)) ?? "").split(separator: "\n").suffix(40)
            text += "--- node \(node.id)\n" + lines.joined(separator: "\n") + "\n"
        }
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
