import Raft
import RoomProtocol
import RoomReplica
import RoomServer
import RoomState
import Testing

@Suite struct GatewayReadTests {
    private func request(
        _ room: String, _ edit: (inout Roomkeeper_V1_GetRoomRequest) -> Void = { _ in }
    ) -> Roomkeeper_V1_GetRoomRequest {
        var request = Roomkeeper_V1_GetRoomRequest()
        request.roomID = room
        edit(&request)
        return request
    }

    @Test func aReadSaysWhatWasServedAndByWhom() async throws {
        let fixture = try GatewayFixture()
        let id = try await fixture.makeRoom()
        let response = try await fixture.gateway.getRoom(
            self.request(id), timeout: .seconds(5)
        ).get()
        #expect(response.readLevel == .linearizable)
        #expect(response.nodeID == FakeReplica.node.rawValue)
        #expect(response.groupTime.milliseconds == FakeReplica.startTime.milliseconds)
        #expect(fixture.replica.reads == [.linearizable])
    }

    @Test func aTokenOfAWriteReachesTheReplicaAsItsIndex() async throws {
        // Write here, read at least that there: the token carries the log index of the write.
        let fixture = try GatewayFixture()
        let id = try await fixture.makeRoom()
        let written = try await fixture.mutate(id, .pinProduct(.product("p1")))
        let response = try await fixture.gateway.getRoom(
            self.request(id) {
                $0.readLevel = .atLeast
                $0.consistencyToken = written.consistencyToken
            }, timeout: .seconds(5)
        ).get()
        #expect(response.readLevel == .atLeast)
        #expect(fixture.replica.reads == [.atLeast(LogIndex(2))])
    }

    @Test func theTokenOfAReadIsNeverOlderThanWhatItShows() async throws {
        // A write is applied between the grant and the reading of the room. The reader sees it, so
        // its token must promise it too: else another node might show the older room.
        let fixture = try GatewayFixture()
        let id = try await fixture.makeRoom()
        fixture.replica.mode = .hold
        async let reading = fixture.gateway.getRoom(self.request(id), timeout: .seconds(5))
        await fixture.replica.waitForHeld(1)
        fixture.replica.mode = .serve
        let late = try await fixture.mutate(id, .pinProduct(.product("p1")))
        fixture.replica.releaseAll()
        let response = try await reading.get()
        #expect(response.room.revision == late.revision)
        #expect(response.consistencyToken == late.consistencyToken)
    }

    @Test func aLocalReadAsksForNothing() async throws {
        let fixture = try GatewayFixture()
        let id = try await fixture.makeRoom()
        let response = try await fixture.gateway.getRoom(
            self.request(id) { $0.readLevel = .local }, timeout: .seconds(5)
        ).get()
        #expect(response.readLevel == .local)
        #expect(fixture.replica.reads == [.local])
    }

    @Test(arguments: [
        (Roomkeeper_V1_View.unspecified, true, true), (.full, true, true),
        (.basic, false, false), (.stage, true, false), (.products, false, true),
    ])
    func aViewHoldsItsSectionsOnly(
        _ view: Roomkeeper_V1_View, hasStage: Bool, hasProducts: Bool
    ) async throws {
        let fixture = try GatewayFixture()
        let id = try await fixture.makeRoom()
        let room = try await fixture.gateway.getRoom(
            self.request(id) { $0.view = view }, timeout: .seconds(5)
        ).get().room
        #expect(room.hasStage == hasStage)
        #expect(room.hasProducts == hasProducts)
        #expect(room.info.title == "A room")
        #expect(room.settings.guestSeats == 8)
    }

    @Test func anUnknownRoomIsNotFound() async throws {
        let fixture = try GatewayFixture()
        let error = expectError(
            await fixture.gateway.getRoom(self.request("404"), timeout: .seconds(5)))
        #expect(error.reason == "ROOM_NOT_FOUND")
        #expect(error.status == .notFound)
        #expect(error.metadata["room_id"] == "404")
        #expect(fixture.observer.ended == [.init(request: .getRoom, result: .rejected)])
    }

    @Test(arguments: [
        ("a b", Roomkeeper_V1_View.full, Roomkeeper_V1_ReadLevel.local, "", "room_id"),
        ("1", .UNRECOGNIZED(9), .local, "", "view"),
        ("1", .full, .UNRECOGNIZED(9), "", "read_level"),
        ("1", .full, .atLeast, "", "consistency_token"),
        ("1", .full, .atLeast, "no token", "consistency_token"),
        ("1", .full, .linearizable, "AQAAAAAAAAABAA", "consistency_token"),
    ])
    func badInputOfAReadNamesTheField(
        _ room: String, _ view: Roomkeeper_V1_View, _ level: Roomkeeper_V1_ReadLevel,
        _ token: String, _ field: String
    ) async throws {
        let fixture = try GatewayFixture()
        let request = self.request(room) {
            $0.view = view
            $0.readLevel = level
            $0.consistencyToken = token
        }
        let error = expectError(await fixture.gateway.getRoom(request, timeout: .seconds(5)))
        #expect(error.reason == "INVALID_FIELD")
        #expect(error.metadata["field"] == field)
        #expect(error.metadata["limit"]?.isEmpty == false)
        #expect(fixture.replica.reads == [])
    }

    @Test func theNodeTellsOfItselfAndTheMembers() async throws {
        let fixture = try GatewayFixture()
        _ = try await fixture.makeRoom()
        let status = fixture.gateway.nodeStatus()
        #expect(status.clusterID == "00000000000000c1")
        #expect(status.nodeID == 7)
        #expect(status.role == "leader")
        #expect(status.leaderID == 7)
        #expect(status.firstIndex == 1)
        #expect(status.appliedIndex == 1)
        #expect(status.stateDigest.count == 32)
        #expect(status.ready)
        #expect(status.rooms == 1)
        #expect(status.version == "1.2.3")
        #expect(status.members.map(\.nodeID) == [7, 8, 9])
        #expect(status.members.map(\.state) == ["voter", "voter", "voter"])
        #expect(status.members.map(\.matchIndex) == [1, 1, 0])
    }

    @Test func leadershipGoesOnlyToVoters() async throws {
        let fixture = try GatewayFixture()
        var request = Roomkeeper_V1_TransferLeadershipRequest()
        request.nodeID = 9
        let moved = await fixture.gateway.transferLeadership(request, timeout: .seconds(5))
        #expect(try moved.get().nodeID == 9)
        request.nodeID = 12
        let error = expectError(
            await fixture.gateway.transferLeadership(request, timeout: .seconds(5)))
        #expect(error.metadata["field"] == "node_id")
        #expect(error.metadata["actual"] == "12")
    }
}
