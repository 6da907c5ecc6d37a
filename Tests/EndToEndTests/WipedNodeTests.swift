import Foundation
import RoomClient
import RoomProtocol
import SwiftProtobuf
import Testing

extension EndToEnd {
    @Suite struct WipedNodeTests {
        @Test(.timeLimit(.minutes(2)))
        func aNodeThatComesBackWithAnotherDirectorySaysWhyItMayNotServe() async throws {
            // Node 3 loses its directory and is formatted anew under its old id, and so has
            // forgotten what it promised. The others refuse it and go on; it says so itself,
            // wherever one looks. With its old directory it serves again, and has what it missed.
            try await TestCluster.run { cluster in
                let before = try await Self.createRoom(through: 1, of: cluster)
                _ = try await cluster.converged()
                try #require(try await cluster.stop(3) == 0)
                try Self.move("data-3", to: "data-3-kept", in: cluster)
                try await cluster.format(3)
                try await cluster.start(3, until: "says that it is refused") { answer in
                    answer.text.contains("wrong_store")
                }

                try await Self.requireRefused(cluster)
                let during = try await Self.createRoom(through: 1, of: cluster)
                let seen = try await cluster.room(during, at: 2)
                try #require(seen.room.ownerID == "anna")

                try #require(try await cluster.stop(3) == 0)
                try Self.move("data-3", to: "data-3-wiped", in: cluster)
                try Self.move("data-3-kept", to: "data-3", in: cluster)
                try await cluster.start([3])
                for room in [before, during] {
                    try #require(try await cluster.room(room, at: 3).nodeID == 3)
                }
                let statuses = try await cluster.converged()
                try #require(Set(statuses.map { $0.stateDigest }).count == 1)
            }
        }

        /// Node 3 says in each place who refuses it, why, and what to do, and serves nothing.
        private static func requireRefused(_ cluster: TestCluster) async throws {
            let ready = try await HTTPReply.get(
                port: try cluster.node(3).httpPort, path: "/readyz")
            try #require(ready.status == 503)
            // It is refused whenever another one dials it, and its log has one line for each.
            try await Eventually.holds("node 1 has refused node 3 again and again") {
                let metrics = try await HTTPReply.get(
                    port: try cluster.node(1).httpPort, path: "/metrics")
                let line = try Regex(#"roomkeeper_peer_link_failures_total\{peer="3"\} ([0-9]+)"#)
                let count = metrics.text.firstMatch(of: line)?[1].substring
                return count.flatMap { Int($0) } ?? 0 > 7
            }
            let lines = try cluster.log(3).split(separator: "\n").filter {
                $0.contains("ended: the other side refused the link")
            }
            try #require(lines.count <= 2, "\(lines)")
            try #require(ready.text.contains(#""reason":"NOT_READY""#), "\(ready.text)")
            let status = try await cluster.status(of: 3)
            try #require(!status.ready)
            let log = try cluster.log(3)
            try #require(log.contains("a peer refuses this node"))
            for text in [ready.text, status.notReadyReason, log] {
                try #require(text.contains("node 3 was first seen with store"), "\(text)")
                try #require(text.contains("put the old directory back"), "\(text)")
            }
            try #require(
                status.notReadyReason.contains("this node (wrong_store)"),
                "\(status.notReadyReason)")

            let overview = try await cluster.roomctl("cluster", "status", "-o", "json")
            try #require(overview.exitCode == 1, "\(overview)")
            let problems = try overview.decoded(StatusAnswer.self).problems
            try #require(problems.contains { $0.contains("node 3") }, "\(problems)")
            try #require(problems.contains { $0.contains("wrong_store") }, "\(problems)")

            let path = "/v1/rooms:mutate"
            let written = try await HTTPReply.post(
                port: try cluster.node(3).httpPort, path: path,
                json: #"{"operations":[{"create":{"ownerId":"a","info":{"title":"t"}}}]}"#)
            try #require(written.status == 503, "\(written.text)")
            for node: UInt64 in [1, 2] {
                try #require(try await cluster.status(of: node).ready)
            }
        }

        private static func createRoom(
            through node: UInt64, of cluster: TestCluster
        ) async throws -> String {
            let create = Roomkeeper_V1_Create.with {
                $0.ownerID = "anna"
                $0.info.title = "t"
            }
            let request = Roomkeeper_V1_MutateRequest.with {
                $0.operations = [.with { $0.create = create }]
            }
            return try await cluster.withClient(of: node) { client in
                switch await client.mutate(request) {
                case .ok(let response): return response.roomID
                case .rejected(let error), .unknown(let error): throw error
                }
            }
        }

        private static func move(
            _ name: String, to other: String, in cluster: TestCluster
        ) throws {
            try FileManager.default.moveItem(
                at: cluster.directory.appendingPathComponent(name),
                to: cluster.directory.appendingPathComponent(other))
        }
    }
}
