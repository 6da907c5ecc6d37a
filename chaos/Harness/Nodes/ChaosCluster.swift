import Foundation
import Glibc
import Linearizability

/// Real nodes, each a process with a directory of its own, behind proxies and over the shim.
actor ChaosCluster {
    nonisolated let directory: URL
    nonisolated let places: [NodePlace]
    nonisolated let links: LinkProxies
    /// How many nodes the cluster begins with; the others are spare.
    nonisolated let initialCount: Int
    private let programs: Programs
    private let settings: [String]
    private let recorder: HistoryRecorder
    /// Those that were ever used.
    private var nodes: [UInt64: ChaosNode] = [:]
    private var isClosed = false
    /// What nodes did that no fault explains.
    private(set) var mishaps: [String] = []

    /// - Parameter settings: flags of `roomd run`, for every node.
    init(
        in directory: URL, nodes count: Int, programs: Programs, settings: [String],
        links: LinkProxies, recorder: HistoryRecorder
    ) throws {
        // As the kernel names it: the shim compares paths.
        guard let resolved = realpath(directory.path, nil) else {
            throw HarnessError("\(directory.path) is missing")
        }
        defer { free(resolved) }
        let directory = URL(fileURLWithPath: String(cString: resolved))
        self.directory = directory
        self.initialCount = count
        self.programs = programs
        self.settings = settings
        self.links = links
        self.recorder = recorder
        self.places = try NodePlace.places(count + Limits.spareNodes)
    }

    nonisolated var initialIDs: [UInt64] { self.places.prefix(self.initialCount).map { $0.id } }

    nonisolated func place(_ id: UInt64) -> NodePlace { self.places[Int(id) - 1] }

    /// Members of the cluster that the harness has started, in order.
    var members: [UInt64] { self.ids { $0.isMember && $0.state != .refused } }
    var running: [UInt64] { self.ids { $0.state == .running } }
    /// The next node that was never used.
    var spare: UInt64? { self.places.first { self.nodes[$0.id] == nil }?.id }
    /// All that were ever used, in order.
    var used: [UInt64] { self.nodes.keys.sorted() }

    func state(of id: UInt64) -> ChaosNode.State? { self.nodes[id]?.state }
    /// Grows with every start, pause and resumption of a node.
    func changes(of id: UInt64) -> Int { self.nodes[id]?.changes ?? 0 }
    func control(of id: UInt64) throws -> ShimControl { try self.node(id).control }
    func dataDirectory(of id: UInt64) throws -> URL { try self.node(id).dataDirectory }

    private func ids(where isWanted: (ChaosNode) -> Bool) -> [UInt64] {
        self.nodes.values.filter(isWanted).map { $0.place.id }.sorted()
    }

    private func node(_ id: UInt64) throws -> ChaosNode {
        guard let node = self.nodes[id] else { throw HarnessError("node \(id) was never used") }
        return node
    }

    // MARK: The beginning

    /// Makes the cluster as an operator does, and starts it.
    func form() async throws {
        var arguments = ["cluster", "init", "--output", "cluster.yaml"]
        for id in self.initialIDs {
            arguments += ["--node", self.place(id).advertised]
        }
        _ = try await self.run(self.programs.roomctl, arguments)
        for id in self.initialIDs {
            try await self.format(id, from: self.directory.appendingPathComponent("cluster.yaml"))
        }
        try await self.start(self.initialIDs)
        try await self.waitUntilReady(self.initialIDs)
    }

    /// Makes the data directory of a node, as an operator does.
    func format(_ id: UInt64, from file: URL) async throws {
        let node = try self.nodes[id] ?? self.makeNode(id)
        _ = try await self.run(
            self.programs.roomd,
            [
                "format", "--data", node.dataDirectory.path, "--cluster", file.path, "--node",
                String(id),
            ], environment: self.shim(of: node))
    }

    private func makeNode(_ id: UInt64) throws -> ChaosNode {
        let home = self.directory.appendingPathComponent(self.place(id).name)
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        let node = ChaosNode(
            place: self.place(id), directory: home,
            control: try ShimControl(path: home.appendingPathComponent("control").path))
        self.nodes[id] = node
        return node
    }

    // MARK: Processes

    /// Starts nodes; they may take a while until they are ready.
    func start(_ ids: [UInt64]) async throws {
        for id in ids {
            try await self.links.open(self.place(id))
            try self.launch(id)
        }
    }

    /// Waits until each of the nodes is ready, within `Limits.recovery`.
    func waitUntilReady(_ ids: [UInt64]) async throws {
        for id in ids {
            try await Waiting.until("node \(id) is ready", within: Limits.recovery) {
                try await self.isReady(id)
            }
        }
    }

    /// Kills the nodes with SIGKILL, all at once, and waits until they are gone.
    func kill(_ ids: [UInt64]) async {
        var children: [ChildProcess] = []
        for id in ids {
            guard let child = self.nodes[id]?.process else { continue }
            self.nodes[id]?.mayEnd = true
            self.nodes[id]?.process = nil
            self.nodes[id]?.state = .down
            child.send(signal: SIGKILL)
            children.append(child)
            self.recorder.node(self.place(id).name, state: .down)
        }
        for id in ids { await self.links.close(id) }
        for child in children { _ = await child.exitCode() }
    }

    /// Takes the power of the nodes: what no sync covered may be gone.
    ///
    /// - Returns: how many bytes were lost.
    func cutPower(of ids: [UInt64], generator: inout SeededGenerator) async throws -> Int {
        await self.kill(ids)
        var lost = 0
        for id in ids {
            let node = try self.node(id)
            lost += try PowerCut.apply(
                to: node.dataDirectory, control: node.control, generator: &generator)
        }
        return lost
    }

    /// Stops a node politely.
    func stop(_ id: UInt64) async throws {
        guard let child = try self.node(id).process else { return }
        guard try !self.node(id).isStopping else {
            // Somebody else does; one signal is enough.
            _ = await child.exitCode()
            return
        }
        self.nodes[id]?.isStopping = true
        defer { self.nodes[id]?.isStopping = false }
        self.nodes[id]?.mayEnd = true
        child.send(signal: SIGTERM)
        let stopper = Task {
            try await Task.sleep(for: Limits.politeStop)
            child.send(signal: SIGKILL)
        }
        let code = await child.exitCode()
        stopper.cancel()
        // A process that does not wait for signals yet is ended by them; it has done nothing.
        let isUnborn = try code == 128 + SIGTERM && self.node(id).hasSaidNothing
        if code != 0, !isUnborn {
            self.report("node \(id) was stopped politely and ended with \(code)")
        }
        await self.links.close(id)
        self.nodes[id]?.process = nil
        self.nodes[id]?.state = .down
        self.recorder.node(self.place(id).name, state: .down)
    }

    /// Stops the process without ending it, as a machine that hangs.
    func pause(_ ids: [UInt64]) {
        for id in ids {
            self.nodes[id]?.process?.send(signal: SIGSTOP)
            self.nodes[id]?.state = .paused
            self.recorder.node(self.place(id).name, state: .paused)
        }
    }

    func resume(_ ids: [UInt64]) {
        for id in ids where self.nodes[id]?.state == .paused {
            self.nodes[id]?.process?.send(signal: SIGCONT)
            self.nodes[id]?.changes += 1
            self.nodes[id]?.state = .running
        }
    }

    func resumeAll() { self.resume(self.ids { $0.state == .paused }) }

    /// Starts all members that are down.
    func startDown() async throws {
        for id in self.ids(where: { $0.state == .down }) where self.nodes[id]?.process == nil {
            // One that starts again by itself meanwhile is what is wanted.
            do { try await self.start([id]) } catch {
                guard self.state(of: id) == .running else { throw error }
            }
        }
    }

    /// Says that a node may end by itself from now on, because of what is done to it.
    func allowEnd(of id: UInt64, _ isAllowed: Bool) {
        self.nodes[id]?.mayEnd = isAllowed
    }

    /// Tells what a node did that it must not do.
    func report(_ mishap: String) {
        if !self.mishaps.contains(mishap) { self.mishaps.append(mishap) }
    }

    /// Whether one of the others had a link to the node before it was ready, by its log.
    func wasLinked(_ id: UInt64, to others: Set<UInt64>?) -> Bool {
        guard let others, let node = self.nodes[id] else { return true }
        let log = (try? Data(contentsOf: node.log)) ?? Data()
        let text = String(decoding: log.dropFirst(Int(node.logBytesAtStart)), as: UTF8.self)
        let links = text.split(separator: "\n").prefix { !$0.contains(" ready applied=") }
            .filter { $0.contains("accepted the link of node ") }
        // Its leader at least had one; a log without any speaks otherwise than is asked here.
        guard !links.isEmpty else { return true }
        return others.contains { other in
            links.contains { $0.contains("accepted the link of node \(other) ") }
        }
    }

    func markRefused(_ id: UInt64) { self.nodes[id]?.state = .refused }

    /// Ends the process of a node that is no member any more.
    func retire(_ id: UInt64) async {
        await self.kill([id])
        self.nodes[id]?.state = .removed
        self.recorder.node(self.place(id).name, state: .removed)
    }

    /// Ends all nodes; none is started after this.
    func killAll() async {
        self.isClosed = true
        self.resume(self.ids { $0.state == .paused })
        await self.kill(self.ids { $0.process != nil })
    }

    private func launch(_ id: UInt64) throws {
        let node = try self.node(id)
        guard !self.isClosed else { throw HarnessError("the run is over") }
        guard node.process == nil, node.state != .removed else {
            throw HarnessError("node \(id) runs already, or was removed")
        }
        let begin = self.recorder.now
        let child = try ChildProcess(
            self.programs.roomd,
            ["run", "--insecure", "--data", node.dataDirectory.path] + node.place.listenSettings
                + self.settings,
            in: node.directory, output: node.log, errors: node.log,
            environment: self.shim(of: node))
        self.nodes[id]?.process = child
        self.nodes[id]?.logBytesAtStart = node.logBytes
        self.nodes[id]?.lives += 1
        self.nodes[id]?.changes += 1
        self.nodes[id]?.state = .running
        self.nodes[id]?.mayEnd = false
        self.recorder.started(node.place.name, at: begin)
        Task { await self.ended(id, life: node.lives + 1, code: await child.exitCode()) }
    }

    /// What puts the shim under a process that works on the node's directory.
    private func shim(of node: ChaosNode) -> [String: String] {
        [
            "LD_PRELOAD": self.programs.shim.path, "CHAOS_CONTROL": node.control.path,
            "CHAOS_DISK": node.dataDirectory.path,
        ]
    }

    /// A process has ended; unless the harness did it, that is told.
    private func ended(_ id: UInt64, life: Int, code: Int32) async {
        guard let node = self.nodes[id], node.lives == life, node.process != nil else { return }
        self.nodes[id]?.process = nil
        self.nodes[id]?.state = .down
        self.recorder.node(node.place.name, state: .down)
        await self.links.close(id)
        guard !node.mayEnd else { return }
        let last = Self.lastWords(in: node.log)
        self.report("node \(id) ended by itself with \(code): \(last)")
    }

    /// Why a process ended, by its log: its own sentence, or what came before a trace of threads.
    private static func lastWords(in log: URL) -> String {
        let lines = ((try? String(contentsOf: log, encoding: .utf8)) ?? "").split(separator: "\n")
        let telling = lines.last { line in
            [" critical ", "Assertion", "Fatal error"].contains { line.contains($0) }
        }
        let isTraced = lines.suffix(50).contains { $0.hasPrefix("Backtrace took") }
        return ((isTraced ? telling : nil) ?? lines.last).map(String.init) ?? "its log is empty"
    }

    private nonisolated func isReady(_ id: UInt64) async throws -> Bool {
        try await HTTPProbe.status(port: self.place(id).httpPort, path: "/readyz") == 200
    }

    // MARK: Commands

    /// Runs a tool of the cluster to its end.
    ///
    /// - Throws: `HarnessError` with what it printed when it failed.
    func run(
        _ program: URL, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> String {
        // Apart: a command may say there what it waits for, while its output is read by a program.
        let files = ["output", "errors"].map {
            self.directory.appendingPathComponent("command-\(UUID().uuidString).\($0)")
        }
        defer { for file in files { try? FileManager.default.removeItem(at: file) } }
        let child = try ChildProcess(
            program, arguments, in: self.directory, output: files[0], errors: files[1],
            environment: environment)
        let code = await child.exitCode()
        let texts = files.map { (try? String(contentsOf: $0, encoding: .utf8)) ?? "" }
        guard code == 0 else {
            throw HarnessError(
                "\(program.lastPathComponent) \(arguments.joined(separator: " ")) ended with "
                    + "\(code): \(texts.joined())")
        }
        return texts[0]
    }

    /// Runs `roomctl` against the members that run, past the proxies.
    func roomctl(_ arguments: [String]) async throws -> String {
        let endpoints = self.running.map { self.place($0).directEndpoint }.joined(separator: ",")
        return try await self.run(
            self.programs.roomctl, arguments + ["--endpoints", endpoints])
    }

    /// Takes a directory that was moved to the place of a node's own into use there.
    func adopt(_ id: UInt64) async throws {
        let node = try self.node(id)
        try node.control.assumeSynced(node.dataDirectory)
        _ = try await self.run(
            self.programs.roomd, ["adopt", "--data", node.dataDirectory.path],
            environment: self.shim(of: node))
    }
}
