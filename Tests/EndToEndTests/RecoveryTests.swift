import Foundation
import RoomProtocol
import Testing

extension EndToEnd {
    @Suite struct RecoveryTests {
        @Test(.timeLimit(.minutes(5)))
        func oneSurvivorBecomesANewClusterAndOldMembersAreRefused() async throws {
            // All three nodes are killed at once and two of them are given up. The survivor with
            // the longest log begins a new cluster, which has every acknowledged write. A new node
            // joins it; an old one that comes back is refused, and so changes nothing.
            try await TestCluster.run(spares: 1) { cluster in
                let records = try await WriteLoad.run(on: cluster) { try await $0.waitForMore(500) }
                let old = try await cluster.status(of: 1).clusterID
                await cluster.killAll()

                let best = try await cluster.bestSurvivor(of: [1, 2, 3])
                let id = best.nodeId
                // Nothing was written so far, and nothing is without a yes.
                let unsure = try await cluster.roomctl(
                    "cluster", "recover", "--data", cluster.dataDirectory(id), "--output", "new")
                try #require(unsure.exitCode == 1, "\(unsure)")
                try #require(unsure.errors.contains("NOT_CONFIRMED"), "\(unsure)")
                try #require(
                    unsure.errors.contains("Writes after index \(best.lastIndex)"), "\(unsure)")
                let recovered = try #require(try await cluster.recover(from: id).recovered)
                try #require(recovered.clusterId != old)
                try await RoomRecord.verify(records, on: cluster, nodes: [id])
                try #require(try await cluster.status(of: id).clusterID == recovered.clusterId)

                let returning = try #require([1, 2, 3].first { $0 != id })
                try await cluster.start(returning, until: "says that it is of another cluster") {
                    $0.text.contains("cluster \(recovered.clusterId)")
                }
                await cluster.kill([returning])

                async let added = cluster.roomctl(
                    "cluster", "add", try cluster.node(4).initArgument, "--id", "4")
                try await Eventually.holds("node-4.yaml is written") {
                    FileManager.default.fileExists(
                        atPath: cluster.directory.appendingPathComponent("node-4.yaml").path)
                }
                try await cluster.format(4, from: "node-4.yaml")
                try await cluster.start([4])
                let result = try await added
                try #require(result.exitCode == 0, "\(result)")
                try await RoomRecord.verify(records, on: cluster, nodes: [id, 4])
            }
        }
    }
}
