import RoomClient
import RoomProtocol
import SwiftProtobuf
import Testing

extension EndToEnd {
    @Suite struct ReadWriteTests {
        @Test(.timeLimit(.minutes(2)))
        func whatIsWrittenThroughAnyNodeIsReadThroughEveryNode() async throws {
            // A room is created through each node in turn: two of the three must forward it to the
            // leader. A linearizable read at any node, begun after the answer, must show it.
            try await TestCluster.run { cluster in
                for writer in cluster.nodes {
                    let created = try await Self.createRoom(through: writer.id, of: cluster)
                    try #require(created.revision == 1)
                    for reader in cluster.nodes {
                        let answer = try await cluster.room(created.roomID, at: reader.id)
                        try #require(answer.nodeID == reader.id)
                        try #require(answer.readLevel == .linearizable)
                        try #require(answer.room.ownerID == "owner-\(writer.id)")
                        try #require(answer.room.info.title == "through \(writer.id)")
                    }
                }
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func aNodeThatIsAskedToStopAgainAndAgainEndsOrderly() async throws {
            try await TestCluster.run { cluster in
                for node in cluster.nodes {
                    try #require(try await cluster.stopImpatiently(node.id) == 0)
                }
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func aPoliteStopHandsTheLeadershipOverAndLosesNothing() async throws {
            // The leader is told to stop. It exits with 0, another node leads, and when it comes
            // back it shows what was written without it.
            try await TestCluster.run { cluster in
                let old = try await cluster.leader()
                let before = try await Self.createRoom(through: old, of: cluster)
                try #require(try await cluster.stop(old) == 0)

                let others = cluster.nodes.map { $0.id }.filter { $0 != old }
                let after = try await Self.createRoom(through: others[0], of: cluster)
                try await cluster.start([old])
                for roomID in [before.roomID, after.roomID] {
                    try #require(try await cluster.room(roomID, at: old).room.revision == 1)
                }
                let statuses = try await cluster.converged()
                try #require(Set(statuses.map { $0.stateDigest }).count == 1)
            }
        }

        private static func createRoom(
            through node: UInt64, of cluster: TestCluster
        ) async throws -> Roomkeeper_V1_MutateResponse {
            let create = Roomkeeper_V1_Create.with {
                $0.ownerID = "owner-\(node)"
                $0.info.title = "through \(node)"
            }
            let request = Roomkeeper_V1_MutateRequest.with {
                $0.operations = [.with { $0.create = create }]
            }
            return try await cluster.withClient(of: node) { client in
                switch await client.mutate(request) {
                case .ok(let response): return response
                case .rejected(let error), .unknown(let error): throw error
                }
            }
        }
    }
}
