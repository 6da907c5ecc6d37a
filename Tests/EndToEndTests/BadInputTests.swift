import Foundation
import RoomClient
import RoomProtocol
import SwiftProtobuf
import Testing

extension EndToEnd {
    @Suite struct BadInputTests {
        @Test(.timeLimit(.minutes(2)))
        func everyDoorNamesTheFieldAndTheLimitAndChangesNothing() async throws {
            // Each bad request goes through the native and the HTTP door of each node. Afterwards
            // the room is what it was, and nothing new is in the log.
            try await TestCluster.run { cluster in
                let created = try await Self.createRoom(on: cluster)
                let roomID = created.roomID
                let before = try await cluster.converged(through: created.creationIndex)
                for node in cluster.nodes {
                    try await cluster.withClient(of: node.id) { client in
                        for bad in BadRequest.all(roomID: roomID) {
                            try await Self.sendNative(bad, client: client)
                            try await Self.sendHTTP(bad, port: node.httpPort)
                        }
                    }
                }
                let after = try await cluster.converged()
                try #require(after.map { $0.appliedIndex } == before.map { $0.appliedIndex })
                try #require(after.map { $0.stateDigest } == before.map { $0.stateDigest })
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func bytesThatAreNoRequestEndOnlyTheirOwnConnection() async throws {
            try await TestCluster.run { cluster in
                let node = cluster.nodes[0]
                let before = try await cluster.converged()
                let inputs: [[UInt8]] = [
                    // A length of 4 GiB, an empty frame, a frame that is no envelope, and HTTP.
                    [0xff, 0xff, 0xff, 0xff],
                    [0, 0, 0, 0],
                    [0, 0, 0, 3, 0xff, 0xff, 0xff],
                    Array("GET / HTTP/1.1\r\n\r\n".utf8),
                ]
                for input in inputs {
                    let connection = try RawConnection(port: node.nativePort)
                    try connection.send(input)
                    let answer = try connection.readToEnd()
                    try #require(!answer.isEmpty, "\(input) was not answered")
                }
                // What is said on the peer port is not for clients at all.
                let peer = try RawConnection(port: node.peerPort)
                try peer.send([UInt8](repeating: 0xff, count: 64))
                _ = try peer.readToEnd()

                let after = try await cluster.converged()
                try #require(after.map { $0.stateDigest } == before.map { $0.stateDigest })
                try #require(try await cluster.status(of: node.id).ready)
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func theHTTPDoorExplainsWhatItDoesNotUnderstand() async throws {
            try await TestCluster.run { cluster in
                let roomID = try await Self.createRoom(on: cluster).roomID
                let port = cluster.nodes[1].httpPort
                let path = "/v1/rooms/\(roomID):mutate"
                let bad = [
                    #"{"operations": [{"start": {}}]"#,
                    #"{"operationz": []}"#,
                    #"{"operations": [{"pinProduct": {"positon": 1}}]}"#,
                    #"{"operations": [{"start": {}}], "requestId": 7}"#,
                    "",
                ]
                for json in bad {
                    let reply = try await HTTPReply.post(port: port, path: path, json: json)
                    try #require(reply.status == 400, "\(json): \(reply.text)")
                    let error = try reply.decoded(ErrorAnswer.self).error
                    try #require(!error.reason.isEmpty && error.outcome == "NOT_APPLIED")
                }
                let missing = try await HTTPReply.get(port: port, path: "/v1/rooms/nope")
                try #require(missing.status == 404)
                try #require(
                    try missing.decoded(ErrorAnswer.self).error.reason == "ROOM_NOT_FOUND")
                let nowhere = try await HTTPReply.get(port: port, path: "/v2/anything")
                try #require(nowhere.status == 404)
                let room: RoomAnswer = try await HTTPReply.get(
                    port: port, path: "/v1/rooms/\(roomID)"
                ).decoded()
                try #require(room.room.revision == "1" && room.room.state == "SCHEDULED")
            }
        }

        private static func createRoom(
            on cluster: TestCluster
        ) async throws -> Roomkeeper_V1_MutateResponse {
            let create = Roomkeeper_V1_Create.with {
                $0.ownerID = "anna"
                $0.info.title = "t"
            }
            let request = Roomkeeper_V1_MutateRequest.with {
                $0.operations = [.with { $0.create = create }]
            }
            switch try await cluster.withClient({ await $0.mutate(request) }) {
            case .ok(let response): return response
            case .rejected(let error), .unknown(let error): throw error
            }
        }

        private static func sendNative(_ bad: BadRequest, client: RoomClient) async throws {
            switch await client.mutate(bad.request) {
            case .ok(let response):
                throw TestFailure("\(bad.name) was accepted: \(response)")
            case .unknown(let error):
                throw TestFailure("\(bad.name) has an unknown outcome: \(error)")
            case .rejected(let error):
                try #require(error.status == .invalidArgument, "\(bad.name): \(error)")
                try #require(error.outcome == .notApplied)
                try bad.check(reason: error.reason, metadata: error.metadata)
            }
        }

        private static func sendHTTP(_ bad: BadRequest, port: Int) async throws {
            let json = String(
                decoding: try MessageJSON.encode(bad.request), as: UTF8.self)
            // The room is named in the body, so that one path serves creations and changes.
            let reply = try await HTTPReply.post(port: port, path: "/v1/rooms:mutate", json: json)
            try #require(reply.status == 400, "\(bad.name): \(reply.text)")
            let error = try reply.decoded(ErrorAnswer.self).error
            try #require(error.outcome == "NOT_APPLIED")
            try bad.check(reason: error.reason, metadata: error.metadata)
        }
    }
}
