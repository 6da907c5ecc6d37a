import Foundation
import Testing

extension EndToEnd {
    /// `roomctl cluster verify` and `roomctl doctor`.
    @Suite struct DiagnosisTests {
        @Test(.timeLimit(.minutes(3)))
        func nodesUnderLoadAreComparedAndDifferentRoomsAreNoticed() async throws {
            // While rooms are written no two nodes are ever asked at the same index, and yet all
            // prove to be the same. Then two nodes are made of one backup as if they were one
            // cluster, and go their own ways.
            try await TestCluster.run(spares: 2) { cluster in
                let running = cluster.nodes.map { $0.nativeEndpoint }.joined(separator: ",")
                _ = try await WriteLoad.run(on: cluster) { load in
                    try await load.waitForMore(2500)
                    let report: VerifyAnswer = try await cluster.answer(
                        "cluster", "verify", "--endpoints", running)
                    try #require(report.same)
                    try #require(report.nodes.map { $0.verdict } == ["same", "same", "same"])
                    try await load.waitForMore(100)
                }
                let saved = try await cluster.roomctl("backup", "save", "rooms.rkb")
                try #require(saved.exitCode == 0, "\(saved)")
                await cluster.killAll()
                try await cluster.restore([4], from: "rooms.rkb")
                try await cluster.restore([5], from: "rooms.rkb")
                let both = try [4, 5].map { try cluster.node($0).nativeEndpoint }
                    .joined(separator: ",")
                let differ = try await cluster.roomctl(
                    "cluster", "verify", "--endpoints", both, "-o", "json")
                try #require(differ.exitCode == 1, "\(differ)")
                let nodes = try differ.decoded(VerifyAnswer.self).nodes
                try #require(nodes.map { $0.verdict } == ["differs", "differs"], "\(differ)")
                let words = try await cluster.roomctl("cluster", "verify", "--endpoints", both)
                try #require(words.output.contains("DIFFERS from node 5 at index "), "\(words)")
                let doctor = try await cluster.roomctl(
                    "doctor", "--endpoints", both, "-o", "json")
                let reasons = try doctor.decoded(DoctorAnswer.self).findings.map { $0.reason }
                try #require(reasons.contains("ROOMS_DIFFER"), "\(doctor)")
            }
        }

        @Test(.timeLimit(.minutes(3)))
        func theDoctorSaysWhatIsWrongAndWhatToDo() async throws {
            try await TestCluster.run(spares: 1) { cluster in
                let running = cluster.nodes.map { $0.nativeEndpoint }.joined(separator: ",")
                let healthy: DoctorAnswer = try await cluster.answer(
                    "doctor", "--endpoints", running)
                try #require(healthy.healthy && healthy.findings.isEmpty, "\(healthy)")

                // A learner is worth a note, for it may be meant to be one.
                async let added = cluster.roomctl(
                    "cluster", "add", try cluster.node(4).initArgument, "--learner")
                try await Eventually.holds("node-4.yaml is written") {
                    FileManager.default.fileExists(
                        atPath: cluster.directory.appendingPathComponent("node-4.yaml").path)
                }
                try await cluster.format(4, from: "node-4.yaml")
                try await cluster.start([4])
                try #require(try await added.exitCode == 0)
                let noted: DoctorAnswer = try await cluster.answer("doctor")
                try #require(noted.findings.map { $0.reason } == ["LEARNER"], "\(noted)")
                // It has all rooms, so it can be asked for a backup, and spares the voters.
                let saved = try await cluster.roomctl("backup", "save", "l.rkb", "--node", "4")
                try #require(saved.exitCode == 0 && saved.output.contains("by node 4"), "\(saved)")
                try await Self.expect("IN_USE", "process ", of: ["--data", "data-1"], cluster)

                let down = try #require(try await cluster.stop(3) == 0 ? UInt64(3) : nil)
                try await Self.expect("UNREACHABLE", "node \(down) at", of: [], cluster)
                let leader = try await cluster.leader(among: [1, 2])
                await cluster.kill([leader, 4])
                try await Eventually.holds("the doctor misses a leader") {
                    let found = try await cluster.roomctl("doctor", "-o", "json")
                    let reasons = try found.decoded(DoctorAnswer.self).findings.map { $0.reason }
                    return reasons.contains("NO_LEADER")
                }

                // Directories of nodes that do not run.
                let whole: DoctorAnswer = try await cluster.answer("doctor", "--data", "data-3")
                try #require(whole.healthy && whole.checked.contains("node 3"), "\(whole)")
                try await Self.expect(
                    "NOT_FORMATTED", "does not exist", of: ["--data", "nothing"], cluster)
                try FileManager.default.removeItem(
                    at: cluster.directory.appendingPathComponent("data-3/state-0"))
                try await Self.expect("DAMAGED", "state-0", of: ["--data", "data-3"], cluster)
            }
        }

        /// The doctor finds what has the reason, says it with these words, and exits with 1.
        private static func expect(
            _ reason: String, _ words: String, of arguments: [String], _ cluster: TestCluster
        ) async throws {
            let result = try await cluster.roomctl(["doctor", "-o", "json"] + arguments)
            try #require(result.exitCode == 1, "\(result)")
            let findings = try result.decoded(DoctorAnswer.self).findings
            let finding = try #require(findings.first { $0.reason == reason }, "\(result)")
            try #require(finding.what.contains(words) && !finding.advice.isEmpty, "\(result)")
        }
    }
}

/// The JSON of `roomctl cluster verify`.
private struct VerifyAnswer: Decodable, Sendable {
    struct Node: Decodable, Sendable {
        let verdict: String
    }

    let same: Bool
    let nodes: [Node]
}
