import Foundation
import RoomProtocol
import Testing

extension EndToEnd {
    @Suite struct MembershipTests {
        @Test(.timeLimit(.minutes(5)))
        func nodesJoinAreReplacedAndLeaveUnderLoad() async throws {
            // Three nodes become four; the leader's place is taken by a fifth node, so it removes
            // itself; then two more leave, of them the leader again. All the while rooms are
            // written, and no acknowledged write is lost, doubled or refused for good.
            try await TestCluster.run(spares: 2) { cluster in
                let records = try await WriteLoad.run(on: cluster) { load in
                    try await load.waitForMore(200)
                    let four = try await Self.join(4, of: cluster, command: ["cluster", "add"])
                    try #require(four.voters == [1, 2, 3, 4])
                    try await load.waitForMore(200)

                    let old = try await cluster.leader(among: [1, 2, 3, 4])
                    let replaced = try await Self.join(
                        5, of: cluster, command: ["cluster", "replace", String(old)])
                    let rest = [1, 2, 3, 4, 5].filter { $0 != old }
                    try #require(replaced.voters == rest)
                    try #require(replaced.removedNodeIds == [old])
                    try await load.waitForMore(200)

                    let leader = try await cluster.leader(among: rest)
                    let third = try await Self.remove(leader, of: cluster)
                    try #require(third.voters == rest.filter { $0 != leader })
                    let next = try #require(third.voters.first { $0 != third.leaderId })
                    let pair = try await Self.remove(next, of: cluster)
                    try #require(pair.voters == third.voters.filter { $0 != next })
                    try await load.waitForMore(200)
                }
                let members: MembersAnswer = try await cluster.answer("cluster", "members")
                try #require(!members.changing && members.removedNodeIds.count == 3)
                try await RoomRecord.verify(records, on: cluster, nodes: members.voters)
            }
        }

        @Test(.timeLimit(.minutes(5)))
        func oneNodeBecomesThreeFiveThreeAndOneAgain() async throws {
            // The nodes of the beginning leave, so that leaders remove themselves, and no call
            // fails all the while.
            try await TestCluster.run(nodes: 1, spares: 4) { cluster in
                let records = try await WriteLoad.run(on: cluster) { load in
                    try await load.waitForMore(100)
                    for node: UInt64 in 2...5 {
                        _ = try await Self.join(node, of: cluster, command: ["cluster", "add"])
                        try await load.waitForMore(100)
                    }
                    for node: UInt64 in 1...4 {
                        _ = try await Self.remove(node, of: cluster)
                        try await load.waitForMore(100)
                    }
                    try load.requireSteadiness(gap: .seconds(1))
                }
                let members: MembersAnswer = try await cluster.answer("cluster", "members")
                try #require(members.voters == [5] && members.leaderId == 5)
                try await RoomRecord.verify(records, on: cluster, nodes: [5])
            }
        }

        @Test(.timeLimit(.minutes(3)))
        func whatWouldHarmTheClusterIsRefusedInWords() async throws {
            try await TestCluster.run(spares: 1) { cluster in
                try await Self.refuse(
                    ["remove", "9"], "NODE_NOT_FOUND", "its members are 1, 2, 3", cluster)
                // What is to be brought about is so already.
                let promoted = try await cluster.roomctl("cluster", "promote", "2")
                try #require(promoted.exitCode == 0, "\(promoted)")
                let taken = try cluster.node(2)
                let added = try await cluster.roomctl("cluster", "add", taken.initArgument)
                try #require(added.exitCode == 0 && added.output.contains("a voter already"))
                try await Self.refuse(
                    ["add", taken.initArgument, "--id", "9"], "ADDRESS_IN_USE",
                    "belongs to node 2", cluster)
                try await Self.refuse(
                    [
                        "add",
                        taken.initArgument.replacing("peer=127.0.0.1:", with: "peer=localhost:"),
                    ],
                    "ADDRESS_IN_USE", "belongs to node 2", cluster)

                // A learner that never runs cannot become a voter, and the command that waits for
                // it says so when its time is over.
                let spare = try cluster.node(4).initArgument
                try await Self.refuse(
                    ["add", spare, "--wait", "1s"], "DEADLINE_EXCEEDED", "node 4 to catch up",
                    cluster)
                try await Self.refuse(
                    ["promote", "4"], "NODE_NOT_ANSWERING", "node 4 has not answered", cluster)
                let learner: MembersAnswer = try await cluster.answer("cluster", "members")
                try #require(learner.members.last?.state == "learner")
                try await Self.refuse(
                    ["replace", "1", taken.initArgument], "ADDRESS_IN_USE", "belongs to node 2",
                    cluster)
                _ = try await Self.remove(4, of: cluster)
                let again = try await cluster.roomctl("cluster", "remove", "4")
                try #require(again.exitCode == 0 && again.output.contains("removed before"))
                try await Self.refuse(
                    ["add", spare, "--id", "4", "--output-file", "again.yaml"],
                    "INVALID_MEMBERSHIP", "never used again", cluster)
                try #require(!Self.isThere("again.yaml", cluster))
                // A file that has its name is neither overwritten nor found too late.
                try await Self.refuse(
                    ["add", spare, "--output-file", cluster.clusterFile], "FILE_EXISTS",
                    "--output-file", cluster)
                let untouched: MembersAnswer = try await cluster.answer("cluster", "members")
                try #require(untouched.members.count == 3)

                // With one of three nodes dead, losing another would stop the cluster.
                let leader = try await cluster.leader()
                let others = [1, 2, 3].filter { $0 != leader }
                await cluster.kill([others[0]])
                // At once: the leader has not missed it yet.
                try await Self.refuse(
                    ["remove", String(others[1])], "QUORUM_WOULD_BE_LOST", "stop taking writes",
                    cluster)
                try await Self.refuse(
                    ["remove", String(others[1])], "QUORUM_WOULD_BE_LOST",
                    "start the voters that do not answer", cluster)
                try await Self.refuse(
                    ["drain", String(leader)], "QUORUM_WOULD_BE_LOST", "stop taking writes", cluster
                )
                let members: MembersAnswer = try await cluster.answer("cluster", "members")
                try #require(members.voters == [1, 2, 3])
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func aDrainedLeaderHandsOverAndCanBeStopped() async throws {
            try await TestCluster.run { cluster in
                let leader = try await cluster.leader()
                let drained = try await cluster.roomctl("cluster", "drain", String(leader))
                try #require(drained.exitCode == 0, "\(drained)")
                try #require(drained.output.contains("node \(leader) can be stopped"), "\(drained)")
                try #require(try await cluster.leader() != leader)
                try #require(try await cluster.stop(leader) == 0)
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func theWordsFitALastVoter() async throws {
            try await TestCluster.run(nodes: 2) { cluster in
                let leader = try await cluster.leader(among: [1, 2])
                let removed = try await cluster.roomctl("cluster", "remove", String(3 - leader))
                try #require(removed.output.contains("1 voter is left."), "\(removed)")
                for words in ["is the only voter", "roomctl cluster add HOST:PORT"] {
                    try await Self.refuse(
                        ["drain", String(leader)], "QUORUM_WOULD_BE_LOST", words, cluster)
                }
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func whoeverMakesANodeTheLeaderHearsThatItsDiskIsLow() async throws {
            try await TestCluster.run { cluster in
                let leader = try await cluster.leader()
                let low = leader % 3 + 1
                try await cluster.restart(low, with: ["--disk-low=900000000"])
                try await Eventually.holds("node \(low) finds its disk low") {
                    try await !cluster.status(of: low).alarm.isEmpty
                }
                let moved = try await cluster.roomctl(
                    "cluster", "transfer-leader", "--to", String(low))
                try #require(moved.exitCode == 0, "\(moved)")
                try #require(moved.errors.contains("node \(low) raises an alarm"), "\(moved)")
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func howFarANewNodeIsIsToldInBytes() async throws {
            // The log before the rooms is gone: the new node receives some seconds of a snapshot.
            let settings = ["--compact-after=500", "--log-keep=0", "--snapshot-rate=1"]
            try await TestCluster.run(spares: 1, settings: settings) { cluster in
                let filled = try await cluster.roomctl(
                    "bench", "--rooms", "2000", "--reads", "0", "--value-bytes", "2048",
                    "--seconds", "1", "--warm-up", "0")
                try #require(filled.exitCode == 0, "\(filled)")
                async let added = cluster.roomctl(
                    "cluster", "add", try cluster.node(4).initArgument)
                try await Eventually.holds("node-4.yaml is written") {
                    Self.isThere("node-4.yaml", cluster)
                }
                try await cluster.format(4, from: "node-4.yaml")
                try await cluster.start([4])
                let result = try await added
                try #require(result.exitCode == 0, "\(result)")
                let told = try Regex(
                    #"node 4 \[[#.]+\] [0-9.]+ of [0-9.]+ MiB of a snapshot, [0-9.]+ MiB/s, "#
                        + "[0-9]+ s left")
                try #require(result.errors.contains(told), "\(result)")
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func aMemberThatMovedIsFoundWhereItIs() async throws {
            try await TestCluster.run(spares: 1) { cluster in
                let elsewhere = try cluster.node(4)
                let leader = try await cluster.leader()
                let mover = try #require([1, 2, 3].first { $0 != leader })
                try await Self.refuse(
                    ["update-address", String(mover), try cluster.node(leader).initArgument],
                    "ADDRESS_IN_USE", "belongs to node \(leader)", cluster)
                try #require(try await cluster.stop(mover) == 0)
                let members: MembersAnswer = try await cluster.answer(
                    "cluster", "update-address", String(mover), elsewhere.initArgument)
                try #require(members.voters == [1, 2, 3])
                // Its own log does not have the change, so it is told this once where to listen.
                try await cluster.start(mover, movedTo: elsewhere, isTold: true)
                try #require(try await cluster.stop(mover) == 0)
                try await cluster.start(mover, movedTo: elsewhere, isTold: false)
                // The node that is asked at the new address is the one that moved, and it has what
                // the others have.
                let rest = [1, 2, 3].filter { $0 != mover }
                let statuses = try await cluster.converged(nodes: rest + [4])
                try #require(statuses.last?.nodeID == mover)
                try #require(Set(statuses.map { $0.stateDigest }).count == 1)
            }
        }

        /// Runs the command that waits for the node, and meanwhile formats and starts it as the
        /// command says.
        private static func join(
            _ node: UInt64, of cluster: TestCluster, command: [String]
        ) async throws -> MembersAnswer {
            let file = "node-\(node).yaml"
            async let answer: MembersAnswer = cluster.answer(
                command + [try cluster.node(node).initArgument])
            try await Eventually.holds("\(file) is written") {
                Self.isThere(file, cluster)
            }
            try await cluster.format(node, from: file)
            try await cluster.start([node])
            let members = try await answer
            try #require(members.members.contains { $0.nodeId == node && $0.state == "voter" })
            return members
        }

        private static func isThere(_ file: String, _ cluster: TestCluster) -> Bool {
            FileManager.default.fileExists(
                atPath: cluster.directory.appendingPathComponent(file).path)
        }

        private static func remove(
            _ node: UInt64, of cluster: TestCluster
        ) async throws -> MembersAnswer {
            let members: MembersAnswer = try await cluster.answer(
                "cluster", "remove", String(node))
            try #require(!members.members.contains { $0.nodeId == node })
            return members
        }

        /// The command fails with the reason and says it in words; nothing is changed.
        private static func refuse(
            _ arguments: [String], _ reason: String, _ words: String, _ cluster: TestCluster
        ) async throws {
            let result = try await cluster.roomctl(["cluster"] + arguments)
            try #require(result.exitCode != 0, "\(result)")
            try #require(result.errors.contains(reason), "\(result)")
            try #require(result.errors.contains(words), "\(result)")
        }
    }
}

/// The JSON of `roomctl cluster members` and of the commands that change them.
private struct MembersAnswer: Decodable, Sendable {
    struct Member: Decodable, Sendable {
        let nodeId: UInt64
        let state: String
        let answering: Bool
    }

    let leaderId: UInt64
    let changing: Bool
    let members: [Member]
    let removedNodeIds: [UInt64]

    var voters: [UInt64] { self.members.filter { $0.state == "voter" }.map { $0.nodeId } }
}
