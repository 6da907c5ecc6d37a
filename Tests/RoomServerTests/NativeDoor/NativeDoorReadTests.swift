import RoomProtocol
import RoomReplica
import RoomServer
import SwiftProtobuf
import Testing

@Suite struct NativeDoorReadTests {
    @Test func readsThatComeTogetherAskTheReplicaOnce() async throws {
        // A crowd in one write; how the kernel cuts it is not known, but not into single requests.
        try await NativeDoorFixture().run { fixture in
            let id = try await fixture.gateway.makeRoom()
            let client = try await NativeDoorClient.greeted(port: fixture.port)
            let count: UInt64 = 500
            try await client.send((1...count).map { .getRoom($0, id) })
            var seen: Set<UInt64> = []
            for _ in 0..<count {
                let reply = try #require(await client.next())
                #expect(reply.getRoom.room.roomID == id)
                seen.insert(reply.id)
            }
            #expect(seen == Set(1...count))
            #expect(fixture.replica.reads.count < Int(count) / 10)
            #expect(fixture.gateway.gateway.requestsInFlight == 0)
            try await client.close()
        }
    }

    @Test func eachOfACrowdIsAnsweredByItself() async throws {
        // Rooms that are there and one that is not, a request of the wrong shape, and one of
        // another level: no answer depends on whom it came with.
        try await NativeDoorFixture().run { fixture in
            let first = try await fixture.gateway.makeRoom(host: "ana")
            let second = try await fixture.gateway.makeRoom(host: "bo")
            let client = try await NativeDoorClient.greeted(port: fixture.port)
            var local = Roomkeeper_V1_ClientEnvelope.getRoom(5, first)
            local.getRoom.readLevel = .local
            try await client.send(
                .getRoom(1, first), .getRoom(2, "nowhere"), .getRoom(3, "not a room"),
                .getRoom(4, second), local)
            var replies: [UInt64: Roomkeeper_V1_ServerEnvelope] = [:]
            for _ in 0..<5 {
                let reply = try #require(await client.next())
                replies[reply.id] = reply
            }
            #expect(replies[1]?.getRoom.room.hostID == "ana")
            #expect(replies[2]?.error.reason == "ROOM_NOT_FOUND")
            #expect(replies[3]?.error.status == .invalidArgument)
            #expect(replies[4]?.getRoom.room.hostID == "bo")
            #expect(replies[5]?.getRoom.readLevel == .local)
            #expect(fixture.replica.reads.contains(.local))
            #expect(fixture.replica.reads.contains(.linearizable))
            try await client.close()
        }
    }

    @Test func aCrowdThatGetsNoLeaveIsToldSoOneByOne() async throws {
        try await NativeDoorFixture().run { fixture in
            let id = try await fixture.gateway.makeRoom()
            let client = try await NativeDoorClient.greeted(port: fixture.port)
            fixture.replica.mode = .fail(.noLeader)
            try await client.send((1...9).map { .getRoom($0, id) })
            var seen: Set<UInt64> = []
            for _ in 0..<9 {
                let reply = try #require(await client.next())
                #expect(reply.error.outcome == .notApplied)
                seen.insert(reply.id)
            }
            #expect(seen == Set(1...9))
            #expect(fixture.gateway.gateway.requestsInFlight == 0)
            try await client.close()
        }
    }

    @Test func aRoomThatIsReadAgainIsWhatItIsByThen() async throws {
        // What was encoded for the last reader serves the next only while nothing changed, and in
        // no other view; each answer is what the other doors make of the room.
        try await NativeDoorFixture().run { fixture in
            let id = try await fixture.gateway.makeRoom()
            let client = try await NativeDoorClient.greeted(port: fixture.port)
            var number: UInt64 = 0
            for title in ["one", "two", "three"] {
                _ = try await fixture.gateway.mutate(id, .updateInfo(.with { $0.title = title }))
                for view in [.basic, .basic, .full, .stage, .basic] as [Roomkeeper_V1_View] {
                    number += 1
                    var read = Roomkeeper_V1_ClientEnvelope.getRoom(number, id)
                    read.getRoom.view = view
                    try await client.send(read)
                    let room = try #require(await client.next()).getRoom.room
                    #expect(room.info.title == title)
                    #expect(room.hasStage == (view != .basic))
                    var same = try await fixture.gateway.room(id)
                    if view != .full { same.clearProducts() }
                    if view == .basic { same.clearStage() }
                    #expect(room == same)
                }
            }
            try await client.close()
        }
    }
}
