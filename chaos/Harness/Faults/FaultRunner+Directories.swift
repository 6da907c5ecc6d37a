import Foundation

extension FaultRunner {
    /// How long a node with a wrong directory is watched: it must not become ready.
    private static let watch = Duration.seconds(4)

    /// Data directories that come back wrong.
    ///
    /// Such a node has forgotten what it promised, and must
    /// take no part. The remedy is a new node in its place.
    func beginDirectoryFault(
        _ generator: inout SeededGenerator
    ) async throws -> ActiveFault {
        guard await self.cluster.spare != nil else {
            throw HarnessError("all \(Limits.spareNodes) spare nodes were used")
        }
        let id = try await self.claimOne(&generator)
        let data = try await self.cluster.dataDirectory(of: id)
        let files = FileManager.default
        if self.planned.fault == .wipedDirectory {
            let file = self.clusterFile(of: id)
            await self.cluster.kill([id])
            try files.removeItem(at: data)
            await self.board.forget(id)
            try await self.cluster.format(id, from: file)
            try await self.cluster.start([id])
            return self.mustBeRefused(id, "n\(id) came back with an empty data directory")
        }
        let copy = data.appendingPathExtension("old")
        await self.cluster.kill([id])
        try files.copyItem(at: data, to: copy)
        try await self.cluster.start([id])
        // What it acknowledges from here on it will have forgotten.
        try await self.cluster.waitUntilReady([id])
        var leaders = [await self.board.leader]
        try await Task.sleep(for: .seconds(self.planned.lasts))
        leaders.append(await self.board.leader)
        await self.cluster.kill([id])
        try files.removeItem(at: data)
        try files.moveItem(at: copy, to: data)
        await self.board.forget(id)
        // Otherwise it would be refused for being a copy, before anybody asks how old it is.
        try await self.cluster.adopt(id)
        try await self.cluster.start([id])
        return self.mustBeRefused(
            id, "n\(id) came back with a data directory that was old",
            rememberedBy: try await self.heard(by: id, of: Set(leaders.compactMap { $0 })))
    }

    /// Those of the others between whom and the node no other fault holds a link now.
    ///
    /// The node may have taken the link of another one, and that one does not know: it tells
    /// nothing before it has heard the answer.
    private func heard(by id: UInt64, of others: Set<UInt64>) async throws -> Set<UInt64> {
        var heard: Set<UInt64> = []
        for other in others {
            let (here, there) = (Party.node(id), Party.node(other))
            let links = [Link(from: here, to: there), Link(from: there, to: here)]
            if try await !self.cluster.links.holds(anyOf: links) { heard.insert(other) }
        }
        return heard
    }

    /// - Parameter leaders: who remembers what the node acknowledged; nil when everybody can tell.
    ///   Only who is connected to it can say so before it serves (docs/guarantees.md).
    private func mustBeRefused(
        _ id: UInt64, _ detail: String, rememberedBy leaders: Set<UInt64>? = nil
    ) -> ActiveFault {
        ActiveFault(nodes: [id], detail: detail) {
            let isReady = try await self.becomesReady(id)
            var others = leaders
            if let leaders { others = try await self.heard(by: id, of: leaders) }
            let isTold = await self.cluster.wasLinked(id, to: others)
            if isReady, isTold { await self.cluster.report("\(detail), and served") }
            guard let spare = await self.cluster.spare else {
                throw HarnessError("all \(Limits.spareNodes) spare nodes were used")
            }
            await self.cluster.markRefused(id)
            try await self.cluster.replace(id, by: spare)
            return nil
        }
    }

    private func becomesReady(_ id: UInt64) async throws -> Bool {
        do {
            try await Waiting.until("n\(id) is ready", within: Self.watch) {
                let port = self.cluster.place(id).httpPort
                return try await HTTPProbe.status(port: port, path: "/readyz") == 200
            }
            return true
        } catch is HarnessError {
            return false
        }
    }

    /// The file that a node was formatted from.
    private func clusterFile(of id: UInt64) -> URL {
        let name = self.cluster.initialIDs.contains(id) ? "cluster.yaml" : "join-\(id).yaml"
        return self.cluster.directory.appendingPathComponent(name)
    }
}
