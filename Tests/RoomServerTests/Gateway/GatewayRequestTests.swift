import RoomMapping
import RoomProtocol
import RoomServer
import RoomState
import SwiftProtobuf
import Testing

/// Settling, heartbeats, etags, and what is refused on every call before anything is asked.
@Suite struct GatewayRequestTests {
    private let fixture: GatewayFixture

    init() throws {
        self.fixture = try GatewayFixture()
    }

    private func settle(
        _ edit: (inout Roomkeeper_V1_SettleRequest) -> Void
    ) async -> Result<Roomkeeper_V1_SettleResponse, Roomkeeper_V1_Error> {
        var request = Roomkeeper_V1_SettleRequest()
        edit(&request)
        return await self.fixture.gateway.settle(request, caller: "tests", timeout: .seconds(5))
    }

    @Test func aRequestIsSettledAsItEnded() async throws {
        let id = try await self.fixture.makeRoom()
        let done = Roomkeeper_V1_MutateRequest.mutation(of: id, .pause(.init())).identified("done")
        let refused = Roomkeeper_V1_MutateRequest.mutation(of: id, .pause(.init())).identified("no")
        _ = try await self.fixture.mutate(done).get()
        _ = try await self.fixture.mutate(id, .end(.init()))
        _ = expectError(await self.fixture.mutate(refused))
        func ask(_ name: String) async throws -> Roomkeeper_V1_SettleResponse {
            try await self.settle {
                ($0.roomID, $0.requestID, $0.notAfter) = (id, name, done.notAfter)
            }.get()
        }
        let applied = try await ask("done")
        #expect(applied.applied.revision == 2 && applied.applied.changed)
        #expect(try await ask("no").rejected.reason == "ROOM_ENDED")
        let voided = try await ask("never")
        guard case .voided = voided.outcome else {
            Issue.record("\(voided)")
            return
        }
        // From now on it cannot take effect, and asking again says the same.
        let late = expectError(
            await self.fixture.mutate(
                .mutation(of: id, .end(.init())).identified("never")))
        #expect(late.reason == "REQUEST_EXPIRED")
        guard case .voided = try await ask("never").outcome else {
            Issue.record("it is not voided any more")
            return
        }
    }

    @Test func anotherDeadlineIsAnotherRequest() async throws {
        let id = try await self.fixture.makeRoom()
        let request = Roomkeeper_V1_MutateRequest.mutation(of: id, .pause(.init())).identified("r")
        _ = try await self.fixture.mutate(request).get()
        let error = expectError(
            await self.settle {
                ($0.roomID, $0.requestID, $0.notAfter) = (id, "r", request.notAfter)
                $0.notAfter.seconds += 1
            })
        #expect(error.reason == "REQUEST_ID_REUSED")
    }

    @Test func aSettlementHasItsShape() async throws {
        let proposals = self.fixture.replica.proposals
        let time = Google_Protobuf_Timestamp(milliseconds: FakeReplica.startTime.milliseconds)
        let faults: [(String, (inout Roomkeeper_V1_SettleRequest) -> Void)] = [
            ("room_id", { $0.roomID = "" }), ("room_id", { $0.roomID = "a/b" }),
            ("owner_id", { $0.ownerID = "ana" }), ("request_id", { $0.requestID = "" }),
            ("not_after", { $0.clearNotAfter() }), ("not_after", { $0.notAfter.seconds = -9 }),
        ]
        for (field, edit) in faults {
            let error = expectError(
                await self.settle {
                    ($0.roomID, $0.requestID, $0.notAfter) = ("1", "r", time)
                    edit(&$0)
                })
            #expect(error.metadata["field"] == field)
            #expect(error.metadata["limit"]?.isEmpty == false)
        }
        #expect(self.fixture.replica.proposals == proposals)
    }

    @Test func aHeartbeatHasItsShape() async throws {
        let many = Array(
            repeating: Roomkeeper_V1_HostPresence.with { ($0.roomID, $0.userID) = ("1", "a") },
            count: 501)
        let faults: [(String, [Roomkeeper_V1_HostPresence])] = [
            ("presences", []), ("presences", many),
            ("presences[1].room_id", [many[0], .with { $0.userID = "a" }]),
            ("presences[0].user_id", [.with { ($0.roomID, $0.userID) = ("1", "a b") }]),
        ]
        for (field, presences) in faults {
            let error = expectError(
                await self.fixture.gateway.heartbeat(
                    .with { $0.presences = presences }, timeout: .seconds(5)))
            #expect(error.metadata["field"] == field)
        }
    }

    @Test func anEtagIsTheRoomAtItsRevision() async throws {
        let id = try await self.fixture.makeRoom()
        let etag = try await self.fixture.room(id).etag
        var request = Roomkeeper_V1_MutateRequest.mutation(of: id, .pause(.init()))
        request.preconditions.etag = etag
        let paused = try await self.fixture.mutate(request).get()
        #expect(paused.etag != etag)
        #expect(try await self.fixture.room(id).etag == paused.etag)
        let error = expectError(await self.fixture.mutate(request))
        #expect(error.status == .aborted)
        request.preconditions.etag = "1-2"
        let bad = expectError(await self.fixture.mutate(request))
        #expect(bad.metadata["field"] == "preconditions.etag")
    }

    @Test func aQueryHasItsShape() async throws {
        let gateway = self.fixture.gateway
        let long = String(repeating: "x", count: 65)
        func field(_ result: Result<some Any, Roomkeeper_V1_Error>) -> String? {
            expectError(result).metadata["field"]
        }
        let second = Duration.seconds(5)
        #expect(field(await gateway.batchGetRooms(.init(), timeout: second)) == "room_ids")
        #expect(
            field(
                await gateway.batchGetRooms(
                    .with { $0.roomIds = Array(repeating: "1", count: 501) }, timeout: second))
                == "room_ids")
        #expect(
            field(
                await gateway.batchGetRooms(.with { $0.roomIds = ["1", "/"] }, timeout: second))
                == "room_ids[1]")
        let lists: [(String, Roomkeeper_V1_ListRoomsRequest)] = [
            ("page_size", .with { $0.pageSize = 501 }), ("tag", .with { $0.tag = long }),
            ("region", .with { $0.region = long }), ("owner_id", .with { $0.ownerID = "a b" }),
            ("states[1]", .with { $0.states = [.live, .unspecified] }),
            ("states[0]", .with { $0.states = [.UNRECOGNIZED(9)] }),
            ("states", .with { $0.states = Array(repeating: .live, count: 17) }),
            ("view", .with { $0.view = .UNRECOGNIZED(9) }),
            ("page_token", .with { $0.pageToken = "x" }),
            ("read_level", .with { $0.readLevel = .UNRECOGNIZED(9) }),
            ("consistency_token", .with { $0.readLevel = .atLeast }),
        ]
        for (name, request) in lists {
            #expect(field(await gateway.listRooms(request, timeout: second)) == name)
        }
        let finds: [(String, Roomkeeper_V1_FindRoomsRequest)] = [
            ("by", .init()), ("host_id", .with { $0.hostID = "" }),
            ("seated_user_id", .with { $0.seatedUserID = long }),
            ("invited_user_id", .with { $0.invitedUserID = "a b" }),
            ("product.product_id", .with { $0.product = .init() }),
            (
                "product.place",
                .with { ($0.product.productID, $0.product.place) = ("p", .UNRECOGNIZED(7)) }
            ),
        ]
        for (name, request) in finds {
            #expect(field(await gateway.findRooms(request, timeout: second)) == name)
        }
        #expect(field(await gateway.listRoomEvents(.init(), timeout: second)) == "room_id")
        #expect(
            field(
                await gateway.listRoomEvents(
                    .with { ($0.roomID, $0.limit) = ("1", 257) }, timeout: second)) == "limit")
        #expect(
            field(await gateway.listDeadlines(.with { $0.pageSize = 501 }, timeout: second))
                == "page_size")
        #expect(self.fixture.replica.reads.isEmpty)
    }
}
