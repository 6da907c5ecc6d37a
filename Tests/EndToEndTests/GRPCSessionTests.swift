import GRPCCore
import RoomProtocol
import SwiftProtobuf
import Testing

extension EndToEnd {
    /// Streams of the gRPC door: sessions of envelopes, and the node's health.
    @Suite struct GRPCSessionTests {
        @Test(.timeLimit(.minutes(2)))
        func manyCallsAreUnderWayOnOneStream() async throws {
            // A service of another language does what RoomClient does: many calls on one stream,
            // answered in any order, each under the id that it chose.
            try await TestCluster.run { cluster in
                try await GRPCNode.with(cluster.nodes[1]) { door in
                    let room = try await door.mutate(Self.creation()).roomID
                    var envelopes: [Roomkeeper_V1_ClientEnvelope] = [
                        .with { $0.hello.protocolVersion = 1 }
                    ]
                    for number in 1...2000 as ClosedRange<UInt64> {
                        envelopes.append(
                            .with { envelope in
                                envelope.id = number
                                if number.isMultiple(of: 2) {
                                    envelope.getRoom.roomID = room
                                } else {
                                    envelope.mutate.roomID = room
                                    envelope.mutate.operations = [
                                        .with { $0.updateInfo.title = "t\(number)" }
                                    ]
                                }
                            })
                    }
                    let answers = try await door.session(envelopes)
                    let hellos = answers.filter { $0.id == 0 }
                    try #require(hellos.count == 1 && hellos[0].hello.nodeID == 2)
                    let ids = answers.map(\.id).filter { $0 != 0 }
                    try #require(ids.sorted() == Array(1...2000))
                    for answer in answers {
                        if case .error(let error) = answer.reply {
                            Issue.record("\(answer.id): \(error)")
                        }
                    }
                    try #require(try await door.getRoom(room).room.revision == 1001)
                }
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func whatIsWrongIsToldUnderItsIDOrEndsTheStream() async throws {
            try await TestCluster.run { cluster in
                try await GRPCNode.with(cluster.nodes[0]) { door in
                    let answers = try await door.session([
                        .with { $0.id = 1 },
                        .with {
                            $0.id = 2
                            $0.timeoutMs = 60_001
                            $0.nodeStatus = .init()
                        },
                        .with {
                            $0.id = 3
                            $0.getRoom.roomID = "nope"
                        },
                    ])
                    let errors = Dictionary(
                        uniqueKeysWithValues: answers.map { ($0.id, $0.error) })
                    try #require(errors[1]?.metadata["field"] == "request")
                    try #require(errors[2]?.metadata["field"] == "timeout_ms")
                    try #require(errors[3]?.reason == "ROOM_NOT_FOUND")

                    for bad in [
                        Roomkeeper_V1_ClientEnvelope.with { $0.nodeStatus = .init() },
                        .with { $0.hello.protocolVersion = 9 },
                    ] {
                        let error = await #expect(throws: RPCError.self) {
                            try await door.session([bad])
                        }
                        #expect(error?.code == .invalidArgument, "\(bad)")
                    }
                }
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func aNodeIsHealthyWhenItIsReadyAndWhileItMayServe() async throws {
            // An orchestrator asks before it sends traffic, and watches for the end of it: a node
            // that has lost its majority serves no more.
            try await TestCluster.run { cluster in
                try await GRPCNode.with(cluster.nodes[0]) { door in
                    for name in ["", "roomkeeper.v1.RoomService"] {
                        try #require(try await door.checkHealth(of: name) == .serving)
                    }
                    let error = await #expect(throws: RPCError.self) {
                        try await door.checkHealth(of: "nobody")
                    }
                    #expect(error?.code == .notFound)
                    try await door.watchHealth(of: "nobody") { $0 == .serviceUnknown }
                    try await door.watchHealth(of: "") { status in
                        if status == .serving {
                            await cluster.kill([2, 3])
                            return false
                        }
                        return status == .notServing
                    }
                }
            }
        }

        private static func creation() -> Roomkeeper_V1_MutateRequest {
            .with {
                $0.operations = [
                    .with {
                        $0.create.ownerID = "ana"
                        $0.create.info.title = "t"
                    }
                ]
            }
        }
    }
}
