import RoomProtocol
import SwiftProtobuf
import Testing

extension EndToEnd {
    @Suite struct CommandLineTests {
        @Test(.timeLimit(.minutes(3)))
        func everyRoomCommandDoesWhatItSays() async throws {
            // One evening of a room, typed by hand: each command's effect is read back.
            try await TestCluster.run { cluster in
                let created: ChangeAnswer = try await Self.run(
                    cluster, "room", "create", "--owner", "anna", "--title", "Shoes",
                    "--tag", "spring", "--label", "season=spring", "--start", "-o", "json")
                let id = created.roomId
                func change(_ command: String, _ arguments: String...) async throws {
                    let answer: ChangeAnswer = try await Self.run(
                        cluster, ["room", command, id] + arguments + ["-o", "json"])
                    try #require(answer.roomId == id && answer.changed == true, "\(command)")
                }

                try await change("pause")
                try await change("resume")
                try await change("update", "--title", "Red shoes", "--clear", "tags")
                try await change("pin", "sku-1", "--title", "Sneaker")
                try await change("add-products", "sku-2=Boot", "sku-3")
                try await change("pin", "sku-2", "--position", "0")
                try await change("move-product", "sku-3", "--position", "0")
                try await change("spotlight", "sku-4", "--pin")
                try await change("spotlight", "--clear")
                try await change("spotlight", "sku-2")
                try await change("unpin", "sku-1")
                try await change("remove-products", "sku-1")
                try await change("invite", "ben")
                try await change("accept", "ben")
                try await change("invite", "carl", "--role", "guest", "--seat", "3")
                try await change("decline", "carl")
                try await change("seat", "dora", "--role", "guest")
                try await change("unseat", "dora")
                try await change("seat", "eve")
                try await change("leave", "eve")
                try await change("transfer-host", "ben")

                let room: RoomAnswer = try await Self.run(
                    cluster, "room", "get", id, "-o", "json")
                try #require(room.readLevel == "LINEARIZABLE")
                try #require(room.room.state == "LIVE")
                // Creation with --start is one change set, then one for each command above.
                try #require(room.room.revision == "22")
                try #require(room.room.info.title == "Red shoes")
                try #require(room.room.info.tags == nil)
                try #require(room.room.info.labels == ["season": "spring"])
                try #require(
                    room.room.products?.bag?.map { $0.productId } == ["sku-3", "sku-2", "sku-4"])
                try #require(room.room.products?.pinned == ["sku-2", "sku-4"])
                try #require(room.room.products?.spotlight?.productId == "sku-2")
                try #require(room.room.hostId == "ben" && room.room.ownerId == "anna")
                try #require(room.users("HOST") == ["ben"])
                try #require(room.users("CO_HOST") == ["anna"])

                try await change("end")
                let again: ChangeAnswer = try await Self.run(
                    cluster, "room", "end", id, "-o", "json")
                // By the protobuf mapping, false is left out.
                try #require(again.changed == nil)
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func eachNodeCanBeAskedAlone() async throws {
            try await TestCluster.run { cluster in
                let created: ChangeAnswer = try await Self.run(
                    cluster, "room", "create", "--owner", "anna", "--title", "t", "-o", "json")
                _ = try await cluster.converged()
                for node in cluster.nodes {
                    // By its id, and by its endpoint; a local read is served by that very node.
                    let byID: RoomAnswer = try await Self.run(
                        cluster, "room", "get", created.roomId, "--node", String(node.id),
                        "--read-level", "local", "-o", "json")
                    try #require(byID.nodeId == String(node.id) && byID.readLevel == "LOCAL")
                    let byEndpoint: RoomAnswer = try await Self.run(
                        cluster, "room", "get", created.roomId, "--endpoint",
                        node.nativeEndpoint, "-o", "json")
                    try #require(byEndpoint.nodeId == String(node.id))
                }
                let unknown = try await cluster.roomctl(
                    "room", "get", created.roomId, "--node", "9", "-o", "json")
                try #require(unknown.exitCode == 1)
                try #require(
                    try unknown.decoded(ErrorAnswer.self).error.reason == "NODE_NOT_FOUND")
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func aRejectedCommandSaysWhyAndExitsWithOne() async throws {
            try await TestCluster.run { cluster in
                let missing = try await cluster.roomctl("room", "start", "nope", "-o", "json")
                try #require(missing.exitCode == 1, "\(missing)")
                let error = try missing.decoded(ErrorAnswer.self).error
                try #require(error.reason == "ROOM_NOT_FOUND" && error.outcome == "NOT_APPLIED")
                try #require(missing.errors.contains("ROOM_NOT_FOUND"))

                // The same request id and deadline return the first outcome.
                let created: ChangeAnswer = try await Self.run(
                    cluster, "room", "create", "--owner", "anna", "--title", "t", "-o", "json")
                var deadline = try await cluster.status(of: 1).groupTime
                deadline.seconds += 120
                let notAfter = try String(deadline.jsonString().dropFirst().dropLast())
                let repeated = [
                    "room", "start", created.roomId, "--request-id", "r1", "--not-after",
                    notAfter, "-o", "json",
                ]
                let first: ChangeAnswer = try await Self.run(cluster, repeated)
                try #require(first.replayed == nil && first.changed == true)
                let second: ChangeAnswer = try await Self.run(cluster, repeated)
                try #require(second.replayed == true && second.revision == first.revision)

                let stale = try await cluster.roomctl(
                    "room", "end", created.roomId, "--if-revision", "1", "-o", "json")
                try #require(stale.exitCode == 1)
                try #require(
                    try stale.decoded(ErrorAnswer.self).error.reason == "REVISION_MISMATCH")
            }
        }

        @Test(.timeLimit(.minutes(3)))
        func clusterStatusTellsHealthyFromUnhealthy() async throws {
            try await TestCluster.run { cluster in
                _ = try await cluster.converged()
                let healthy: StatusAnswer = try await Self.run(
                    cluster, "cluster", "status", "-o", "json")
                try #require(healthy.healthy && healthy.problems.isEmpty)
                try #require(healthy.members.map { $0.nodeId } == [1, 2, 3])
                try #require(healthy.members.filter { $0.role == "leader" }.count == 1)
                try #require(Set(healthy.members.map { $0.stateDigest }).count == 1)

                // The leadership is moved to a node that does not have it.
                let target: UInt64 = healthy.leaderId == 2 ? 3 : 2
                let moved = try await cluster.roomctl(
                    "cluster", "transfer-leader", "--to", String(target))
                try #require(moved.exitCode == 0, "\(moved)")
                try await Eventually.holds("node \(target) leads") {
                    try await cluster.leader() == target
                }

                // One node dies: the others go on, and the status says who is missing.
                await cluster.kill([target])
                _ = try await cluster.leader(among: [1, 2, 3].filter { $0 != target })
                let status = try await cluster.roomctl(
                    "cluster", "status", "-o", "json", "--timeout", "2s")
                try #require(status.exitCode == 1)
                let unhealthy = try status.decoded(StatusAnswer.self)
                let member = try #require(unhealthy.members.first { $0.nodeId == target })
                try #require(!unhealthy.healthy && !member.reachable)
                try #require(unhealthy.problems.contains { $0.contains("node \(target)") })

                // All die: nothing can be changed, and the exit code says so.
                await cluster.killAll()
                let dead = try await cluster.roomctl(
                    "room", "create", "--owner", "a", "--title", "t", "--timeout", "1s")
                try #require(dead.exitCode == 4, "\(dead)")
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func aCommandWithoutAnAnswerCanBeRepeatedWithoutActingTwice() async throws {
            // The leader is alone when it gets the change, so it cannot answer. Unless it has
            // noticed that already and refuses, the outcome is unknown, and the error says how to
            // repeat the command. Either way there is one room in the end.
            try await TestCluster.run { cluster in
                _ = try await cluster.converged()
                let leader = try await cluster.leader()
                let others = cluster.nodes.map { $0.id }.filter { $0 != leader }
                await cluster.kill(others)
                let create = ["room", "create", "--owner", "anna", "--title", "t", "-o", "json"]
                let first = try await cluster.roomctl(create + ["--timeout", "1s"])
                try #require([3, 4].contains(first.exitCode), "\(first)")
                try await cluster.start(others)

                let advice = try first.decoded(ErrorAnswer.self).error.advice ?? ""
                // "repeat the command with --request-id ID --not-after TIME: it returns ..."
                let flags = advice.split(separator: " ").drop { $0 != "--request-id" }.prefix(4)
                try #require(first.exitCode == 4 || flags.count == 4, "\(first)")
                let again =
                    create
                    + flags.map { $0.hasSuffix(":") ? $0.dropLast() : $0 }
                    .map { String($0) }
                let second: ChangeAnswer = try await Self.run(cluster, again)
                try #require(second.revision == "1")
                let rooms = try await cluster.converged().map { $0.rooms }
                try #require(rooms == [1, 1, 1], "\(first)")
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func benchCountsWhatWasAcknowledged() async throws {
            try await TestCluster.run { cluster in
                struct Result: Decodable {
                    let opsPerSecond: Double
                    let operations: Int
                    let reads: Int
                    let writes: Int
                    let errors: Int
                }
                let result: Result = try await Self.run(
                    cluster, "bench", "--callers", "4", "--reads", "0.5", "--rooms", "4",
                    "--seconds", "1", "--warm-up", "0", "--value-bytes", "1000", "-o", "json")
                try #require(result.reads > 0 && result.writes > 0 && result.errors == 0)
                try #require(result.operations == result.reads + result.writes)
                try #require(abs(result.opsPerSecond - Double(result.operations)) <= 0.1)
            }
        }

        /// Operations that are due, the machine beside them, and a history that can be judged.
        @Test(.timeLimit(.minutes(2)))
        func anOpenLoopDoesWhatIsDueAndIsJudged() async throws {
            try await TestCluster.run { cluster in
                struct Result: Decodable {
                    struct Machine: Decodable {
                        let localNodes: Int
                        let serverCpuMicroseconds: Double
                        let residentBytes: Int
                    }
                    struct History: Decodable { let operations: Int }
                    struct Sync: Decodable { let syncsPerSecond: Double }
                    let operations: Int
                    let errors: Int
                    let machine: Machine
                    let fdatasync: Sync
                    let history: History
                }
                let result: Result = try await Self.run(
                    cluster, "bench", "--callers", "8", "--reads", "0.5", "--rooms", "4",
                    "--seconds", "1", "--warm-up", "0", "--rate", "200", "--history", "h.jsonl",
                    "--history-rooms", "4", "-o", "json")
                // Operation k is due k/200 s after the beginning: 200 within a second, no more.
                try #require(result.operations + result.errors == 200 && result.operations > 0)
                try #require(result.history.operations == 200)
                try #require(result.machine.localNodes == 3)
                try #require(result.machine.residentBytes > 0)
                try #require(result.fdatasync.syncsPerSecond > 0)
                let verdict = try await CommandRunner.run(
                    .roomchaos, ["check", "h.jsonl"], in: cluster.directory)
                try #require(verdict.exitCode == 0, "\(verdict)")
            }
        }

        /// Runs a command that must succeed, and reads its JSON.
        private static func run<Answer: Decodable>(
            _ cluster: TestCluster, _ arguments: String...
        ) async throws -> Answer {
            try await Self.run(cluster, arguments)
        }

        private static func run<Answer: Decodable>(
            _ cluster: TestCluster, _ arguments: [String]
        ) async throws -> Answer {
            let result = try await cluster.roomctl(arguments)
            try #require(result.exitCode == 0, "\(result)")
            return try result.decoded()
        }
    }
}
