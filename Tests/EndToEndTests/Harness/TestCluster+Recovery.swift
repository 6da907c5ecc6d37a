import Foundation
import Testing

extension TestCluster {
    /// The one of nodes that do not run whose log has most, as "roomctl cluster recover" tells it.
    nonisolated func bestSurvivor(of nodes: [UInt64]) async throws -> SurvivorAnswer {
        var survivors: [SurvivorAnswer] = []
        for node in nodes {
            survivors.append(
                try await self.answer("cluster", "recover", "--data", self.dataDirectory(node)))
        }
        return try #require(
            survivors.max { ($0.lastTerm, $0.lastIndex) < ($1.lastTerm, $1.lastIndex) })
    }

    /// Makes a new cluster from a survivor and starts it in the place of the old node.
    func recover(from node: UInt64) async throws -> SurvivorAnswer {
        let made: SurvivorAnswer = try await self.answer(
            "cluster", "recover", "--data", self.dataDirectory(node), "--output", "new", "--yes")
        try self.move(self.dataDirectory(node), to: "old")
        try self.move("new", to: self.dataDirectory(node))
        try await self.start([node])
        return made
    }

    private nonisolated func move(_ name: String, to other: String) throws {
        try FileManager.default.moveItem(
            at: self.directory.appendingPathComponent(name),
            to: self.directory.appendingPathComponent(other))
    }
}
