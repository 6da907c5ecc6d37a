import Foundation
import RoomProtocol
import SwiftProtobuf
import Testing

extension EndToEnd {
    @Suite struct BackupTests {
        @Test(.timeLimit(.minutes(5)))
        func backupsUnderLoadAreWholeAndBecomeNewClusters() async throws {
            // While rooms are written, a follower and the leader each give a backup, and the
            // leadership moves meanwhile; one more comes when all is quiet. All are verified. The
            // quiet one becomes a cluster of three that shows exactly what was acknowledged; one of
            // those under load becomes a cluster of one that shows a prefix of it.
            try await TestCluster.run(spares: 4) { cluster in
                let records = try await WriteLoad.run(on: cluster) { load in
                    try await load.waitForMore(300)
                    let leader = try await cluster.leader()
                    for node: UInt64 in [1, 2, 3] {
                        async let backup = BackupAnswer.save("load-\(node).rkb", node, cluster)
                        if node != leader {
                            let moved = try await cluster.roomctl("cluster", "transfer-leader")
                            try #require(moved.exitCode == 0, "\(moved)")
                        }
                        try #require(try await backup.nodeId == node)
                    }
                    try await load.waitForMore(300)
                }
                let statuses = try await cluster.converged()
                let whole = try await BackupAnswer.save("quiet.rkb", nil, cluster)
                // Nobody wrote since, but a term may have begun.
                try #require(whole.rooms == UInt64(records.count))
                try #require(whole.appliedIndex >= statuses[0].appliedIndex)
                for name in ["load-1", "load-2", "load-3", "quiet"] {
                    let found: BackupAnswer = try await cluster.answer(
                        "backup", "verify", "\(name).rkb")
                    try #require(found.done == "whole")
                }
                await cluster.killAll()

                try await cluster.restore([4, 5, 6], from: "quiet.rkb")
                try await RoomRecord.verify(records, on: cluster, nodes: [4, 5, 6])
                let restored = try await cluster.status(of: 4)
                try #require(restored.clusterID != statuses[0].clusterID)
                try #require(
                    restored.groupTime.seconds >= statuses[0].groupTime.seconds)

                try await cluster.restore([7], from: "load-2.rkb")
                try await RoomRecord.verifyPrefix(records, on: cluster, node: 7)
            }
        }

        @Test(.timeLimit(.minutes(3)))
        func whatCannotBeAWholeBackupLeavesNoFile() async throws {
            try await TestCluster.run { cluster in
                let filled = try await cluster.roomctl(
                    "bench", "--rooms", "3000", "--reads", "0", "--value-bytes", "2048",
                    "--seconds", "1", "--warm-up", "0")
                try #require(filled.exitCode == 0, "\(filled)")
                // Its node dies while it is read: some seconds' worth of it have not come yet.
                async let saved = cluster.roomctl(
                    "backup", "save", "dead.rkb", "--node", "2", "--rate", "1", "--timeout", "2s",
                    "-o", "json")
                let partial = cluster.directory.appendingPathComponent("dead.rkb.partial")
                try await Eventually.holds("a backup is being written") {
                    (try? Data(contentsOf: partial).count) ?? 0 >= 1 << 20
                }
                await cluster.kill([2])
                let result = try await saved
                try #require(result.exitCode != 0, "\(result)")
                let left = try FileManager.default.contentsOfDirectory(
                    atPath: cluster.directory.path)
                try #require(!left.contains { $0.hasPrefix("dead.rkb") }, "\(left)")

                // Nothing is written over, and damage has a place and an exit code.
                _ = try await BackupAnswer.save("kept.rkb", 1, cluster)
                let again = try await cluster.roomctl("backup", "save", "kept.rkb", "-o", "json")
                try #require(again.exitCode == 1, "\(again)")
                try #require(try again.decoded(ErrorAnswer.self).error.reason == "FILE_EXISTS")
                let file = cluster.directory.appendingPathComponent("kept.rkb")
                var bytes = try Data(contentsOf: file)
                bytes[bytes.count - 50] ^= 1
                try bytes.write(to: cluster.directory.appendingPathComponent("bad.rkb"))
                for command in [
                    ["backup", "verify", "bad.rkb"],
                    [
                        "backup", "restore", "bad.rkb", "--data", "data-9", "--cluster",
                        cluster.clusterFile, "--node", "1",
                    ],
                ] {
                    let damaged = try await cluster.roomctl(command)
                    try #require(damaged.exitCode == 1, "\(damaged)")
                    try #require(damaged.errors.contains("BACKUP_DAMAGED"), "\(damaged)")
                    try #require(damaged.errors.contains("part "), "\(damaged)")
                }
                try #require(!Self.isThere("data-9", cluster))

                // On loopback it cannot be known whether the new cluster will have TLS.
                let restored = try await cluster.roomctl(
                    "backup", "restore", "kept.rkb", "--data", "data-8", "--cluster",
                    cluster.clusterFile, "--node", "2")
                try #require(restored.exitCode == 0, "\(restored)")
                for words in ["--data data-8 --insecure", "--data data-8 --tls-cert node-2.crt"] {
                    try #require(restored.output.contains(words), "\(restored)")
                }
            }
        }

        private static func isThere(_ name: String, _ cluster: TestCluster) -> Bool {
            FileManager.default.fileExists(
                atPath: cluster.directory.appendingPathComponent(name).path)
        }
    }
}

/// The JSON of `roomctl backup save` and `verify`.
private struct BackupAnswer: Decodable, Sendable {
    let done: String
    let bytes: UInt64
    let nodeId: UInt64
    let appliedIndex: UInt64
    let rooms: UInt64

    static func save(
        _ file: String, _ node: UInt64?, _ cluster: TestCluster
    ) async throws -> BackupAnswer {
        let pinned = node.map { ["--node", String($0)] } ?? []
        return try await cluster.answer(["backup", "save", file] + pinned)
    }
}
