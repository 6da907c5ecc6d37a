import GRPCCalls
import GRPCCore
import RoomProtocol
import SwiftProtobuf
import Testing

extension EndToEnd {
    /// The gRPC door, met with the library's own client.
    @Suite struct GRPCTests {
        @Test(.timeLimit(.minutes(2)))
        func whatIsWrittenThroughItIsReadThroughEveryDoor() async throws {
            // A room is created and a product pinned at each node in turn, so that two of them
            // forward; it is read back at the next node and through the native door.
            try await TestCluster.run { cluster in
                for (index, node) in cluster.nodes.enumerated() {
                    let id = try await GRPCNode.with(node) { door in
                        let created = try await door.mutate(Self.creation(title: "at \(node.id)"))
                        try #require(created.revision == 1 && created.changed)
                        let pinned = try await door.mutate(Self.pin("tea", in: created.roomID))
                        try #require(pinned.roomID == created.roomID && pinned.revision == 2)
                        return created.roomID
                    }
                    let next = cluster.nodes[(index + 1) % cluster.nodes.count]
                    let answer = try await GRPCNode.with(next) { try await $0.getRoom(id) }
                    try #require(answer.nodeID == next.id && answer.readLevel == .linearizable)
                    try #require(answer.room.info.title == "at \(node.id)")
                    try #require(answer.room.products.pinned == ["tea"])
                    let native = try await cluster.room(id, at: next.id)
                    try #require(native.room == answer.room)
                    let metrics = try await HTTPReply.get(port: node.httpPort, path: "/metrics")
                    let counted =
                        #"roomkeeper_requests_total{door="grpc",operation="mutate",result="ok"} 2"#
                    try #require(metrics.text.contains(counted + "\n"))
                }
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func aRuleThatSaysNoHasItsCodeAndReason() async throws {
            try await TestCluster.run { cluster in
                try await GRPCNode.with(cluster.nodes[0]) { door in
                    let missing = try await CallRefusal.of { try await door.getRoom("nope") }
                    try #require(missing.code == .notFound && missing.reason == "ROOM_NOT_FOUND")
                    try #require(missing.domain == "roomkeeper")
                    try #require(missing.metadata["outcome"] == "NOT_APPLIED")
                    try #require(missing.metadata["room_id"] == "nope")

                    let id = try await door.mutate(Self.creation(title: "t")).roomID
                    var stale = Self.pin("tea", in: id)
                    stale.preconditions.revision = 7
                    let refused = try await CallRefusal.of { [stale] in try await door.mutate(stale)
                    }
                    try #require(refused.code == .aborted, "\(refused)")
                    try #require(refused.reason == "REVISION_MISMATCH")
                    try #require(refused.metadata["outcome"] == "NOT_APPLIED")
                    try #require(try await door.getRoom(id).room.revision == 1)
                }
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func badInputNamesTheFieldAndTheLimitAndChangesNothing() async throws {
            // Bad fields, bytes that are no message, and a message above the limit of the door:
            // each is told in words, and the connection goes on.
            try await TestCluster.run { cluster in
                let node = cluster.nodes[1]
                try await GRPCNode.with(node) { door in
                    let first = try await door.mutate(Self.creation(title: "t"))
                    let id = first.roomID
                    for bad in BadRequest.all(roomID: id) {
                        let refused = try await CallRefusal.of {
                            try await door.mutate(bad.request)
                        }
                        try #require(refused.code == .invalidArgument, "\(bad.name): \(refused)")
                        try #require(refused.metadata["outcome"] == "NOT_APPLIED")
                        try bad.check(reason: refused.reason, metadata: refused.metadata)
                    }
                    let garbage = try await CallRefusal.of {
                        try await door.mutate(bytes: [0xff, 0xff, 0xff])
                    }
                    try #require(garbage.code == .invalidArgument, "\(garbage)")
                    try #require(garbage.metadata["field"] == "request")

                    let limit = 4 << 20
                    for size in [limit + 1, 5 * limit] {
                        let tooLarge = try await CallRefusal.of {
                            try await door.mutate(bytes: [UInt8](repeating: 0, count: size))
                        }
                        try #require(tooLarge.code == .resourceExhausted, "\(tooLarge)")
                        try #require(tooLarge.message.contains("at most \(limit) bytes"))
                        try #require(tooLarge.metadata["field"] == "request")
                        try #require(tooLarge.metadata["limit"] == "at most \(limit) bytes")
                        try #require(tooLarge.metadata["actual"] == "\(size) bytes")
                        try #require(tooLarge.metadata["outcome"] == "NOT_APPLIED")
                    }
                    try #require(try await door.getRoom(id).room.revision == 1)
                    // Nothing of it came into the log: the next entry follows the first.
                    let next = try await door.mutate(Self.creation(title: "t"))
                    try #require(try next.creationIndex == first.creationIndex + 1)
                }
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func aCallWithoutAMajorityEndsAtItsDeadline() async throws {
            // Two nodes die, and the third has no leader any more. A call is answered by the node
            // when its time is over, and when the two are back the room is there without it.
            try await TestCluster.run { cluster in
                let node = cluster.nodes[0]
                try await GRPCNode.with(node) { door in
                    let id = try await door.mutate(Self.creation(title: "t")).roomID
                    await cluster.kill([2, 3])
                    try await Eventually.holds("node 1 knows no leader") {
                        try await cluster.status(of: 1).leaderID == 0
                    }
                    let started = ContinuousClock.now
                    let late = try await CallRefusal.of {
                        try await door.mutate(Self.pin("tea", in: id), timeout: "300m")
                    }
                    let elapsed = started.duration(to: .now)
                    try #require(late.code == .deadlineExceeded, "\(late)")
                    try #require(late.reason == "DEADLINE_EXCEEDED")
                    try #require(late.metadata["outcome"] == "NOT_APPLIED")
                    // Its own time, and far from the 5 s of a call that says none.
                    try #require(elapsed >= .milliseconds(300) && elapsed < .seconds(4))

                    try await cluster.start([2, 3])
                    try #require(try await door.getRoom(id).room.revision == 1)
                }
            }
        }

        private static func creation(title: String) -> Roomkeeper_V1_MutateRequest {
            let create = Roomkeeper_V1_Create.with {
                $0.ownerID = "owner"
                $0.info.title = title
            }
            return .with { $0.operations = [.with { $0.create = create }] }
        }

        private static func pin(_ product: String, in id: String) -> Roomkeeper_V1_MutateRequest {
            .with { request in
                request.roomID = id
                let pin = Roomkeeper_V1_PinProduct.with {
                    $0.productID = product
                    $0.product = .with { $0.title = product }
                }
                request.operations = [.with { $0.pinProduct = pin }]
            }
        }
    }
}
