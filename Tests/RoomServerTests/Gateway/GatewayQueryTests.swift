import Raft
import RoomMapping
import RoomProtocol
import RoomServer
import RoomState
import SwiftProtobuf
import Testing

/// Reads of more than one room, from the request to the message.
@Suite struct GatewayQueryTests {
    private let fixture: GatewayFixture

    init() throws {
        self.fixture = try GatewayFixture()
    }

    private var gateway: RoomGateway { self.fixture.gateway }

    @Test func aBatchTellsEachRoomOrItsErrorInOrder() async throws {
        let first = try await self.fixture.makeRoom(host: "ana")
        let second = try await self.fixture.makeRoom(host: "bo")
        var request = Roomkeeper_V1_BatchGetRoomsRequest()
        request.roomIds = [second, "nope", first, second]
        request.view = .basic
        let response = try await self.gateway.batchGetRooms(request, timeout: .seconds(5)).get()
        #expect(response.items.map(\.roomID) == request.roomIds)
        #expect(response.items[0].room.hostID == "bo")
        #expect(response.items[1].error.reason == "ROOM_NOT_FOUND")
        #expect(response.items[2].room.hostID == "ana")
        #expect(!response.items[2].room.hasStage)
        #expect(response.served.readLevel == .linearizable)
        #expect(response.served.nodeID == FakeReplica.node.rawValue)
        #expect(ConsistencyToken(response.served.consistencyToken) != nil)
    }

    @Test func aListGoesOnWithItsTokenAndNoOther() async throws {
        var rooms: [String] = []
        for number in 0..<5 {
            rooms.append(try await self.fixture.makeRoom(host: "h\(number)", products: []))
        }
        var request = Roomkeeper_V1_ListRoomsRequest()
        request.states = [.live]
        request.pageSize = 2
        var seen: [String] = []
        repeat {
            let page = try await self.gateway.listRooms(request, timeout: .seconds(5)).get()
            #expect(page.rooms.count <= 2)
            seen += page.rooms.map(\.roomID)
            request.pageToken = page.nextPageToken
            if seen.count == 2 {
                // A token of another question would skip rooms without a word.
                var other = request
                other.region = "de"
                let error = expectError(
                    await self.gateway.listRooms(other, timeout: .seconds(5)))
                #expect(error.metadata["field"] == "page_token")
            }
        } while !request.pageToken.isEmpty
        #expect(seen == rooms.sorted())
    }

    @Test func roomsAreFoundByWhoAndWhatIsInThem() async throws {
        let id = try await self.fixture.makeRoom(host: "ana", products: ["tea"])
        _ = try await self.fixture.mutate(
            id, .pinProduct(.product("tea")), .seatUser(.with { $0.userID = "bo" }),
            .invite(.with { $0.userID = "cy" }), .setSpotlight(.with { $0.productID = "tea" }))
        let questions: [Roomkeeper_V1_FindRoomsRequest] = [
            .with { $0.hostID = "ana" }, .with { $0.seatedUserID = "bo" },
            .with { $0.invitedUserID = "cy" }, .with { $0.product.productID = "tea" },
            .with { ($0.product.productID, $0.product.place) = ("tea", .pinned) },
            .with { ($0.product.productID, $0.product.place) = ("tea", .spotlight) },
        ]
        for question in questions {
            let found = try await self.gateway.findRooms(question, timeout: .seconds(5)).get()
            #expect(found.rooms.map(\.roomID) == [id], "\(question)")
        }
        let none = try await self.gateway.findRooms(
            .with { $0.hostID = "bo" }, timeout: .seconds(5)
        ).get()
        #expect(none.rooms.isEmpty && none.nextPageToken.isEmpty)
    }

    @Test func eventsBeginWhereTheyAreAskedFor() async throws {
        let id = try await self.fixture.makeRoom()
        for title in ["one", "two", "three"] {
            _ = try await self.fixture.mutate(id, .updateInfo(.with { $0.title = title }))
        }
        var request = Roomkeeper_V1_ListRoomEventsRequest()
        request.roomID = id
        request.fromRevision = 2
        request.limit = 2
        let some = try await self.gateway.listRoomEvents(request, timeout: .seconds(5)).get()
        #expect(some.changes.map(\.revision) == [2, 3])
        #expect(some.changes[0].events.map(\.infoUpdated.title) == ["one"])
        #expect(some.oldestRevision == 1 && some.newestRevision == 4)
        request.roomID = "nope"
        let missing = expectError(
            await self.gateway.listRoomEvents(request, timeout: .seconds(5)))
        #expect(missing.reason == "ROOM_NOT_FOUND")
    }

    @Test func deadlinesComeInTheirOrderAndInPages() async throws {
        // Ten users ask for a seat and one is invited: eleven things will happen by themselves.
        let id = try await self.fixture.makeRoom()
        for number in 0..<10 {
            _ = try await self.fixture.mutate(
                id, .requestSeat(.with { $0.userID = "u\(number)" }))
        }
        _ = try await self.fixture.mutate(id, .invite(.with { $0.userID = "cy" }))
        for room in ["", id] {
            var request = Roomkeeper_V1_ListDeadlinesRequest()
            request.roomID = room
            request.pageSize = 4
            var seen: [Roomkeeper_V1_Deadline] = []
            repeat {
                let page = try await self.gateway.listDeadlines(request, timeout: .seconds(5))
                    .get()
                seen += page.deadlines
                request.pageToken = page.nextPageToken
            } while !request.pageToken.isEmpty && seen.count < 40
            #expect(seen.count == 11, "room \(room)")
            let times = seen.compactMap(\.dueAt.milliseconds)
            #expect(times == times.sorted())
            #expect(Set(seen.map(\.subjectID)).count == 11)
            #expect(seen.filter { $0.kind == .invite }.map(\.subjectID) == ["cy"])
        }
    }

    @Test func aTokenOfDeadlinesIsOfItsRoom() async throws {
        let id = try await self.fixture.makeRoom()
        _ = try await self.fixture.mutate(
            id, .invite(.with { $0.userID = "bo" }), .invite(.with { $0.userID = "cy" }))
        var request = Roomkeeper_V1_ListDeadlinesRequest()
        request.pageSize = 1
        let page = try await self.gateway.listDeadlines(request, timeout: .seconds(5)).get()
        #expect(!page.nextPageToken.isEmpty)
        request.pageToken = page.nextPageToken
        request.roomID = id
        let error = expectError(await self.gateway.listDeadlines(request, timeout: .seconds(5)))
        #expect(error.metadata["field"] == "page_token")
        for text in ["0", "zz", String(repeating: "a", count: 2000), page.nextPageToken + "00"] {
            request.roomID = ""
            request.pageToken = text
            let bad = expectError(
                await self.gateway.listDeadlines(request, timeout: .seconds(5)))
            #expect(bad.metadata["field"] == "page_token", "\(text)")
        }
    }

    @Test func aDryRunSaysWhatWouldHappenAndDoesNothing() async throws {
        let id = try await self.fixture.makeRoom()
        let proposals = self.fixture.replica.proposals
        func judge(
            _ edit: (inout Roomkeeper_V1_MutateRequest) -> Void
        ) async throws -> Roomkeeper_V1_Validation {
            var request = Roomkeeper_V1_MutateRequest.mutation(of: id, .pause(.init()))
            request.validateOnly = true
            edit(&request)
            let response = try await self.fixture.mutate(request).get()
            #expect(response.hasValidation)
            return response.validation
        }
        let fits = try await judge { _ in }
        #expect(fits.wouldApply && fits.wouldChange && fits.failures.isEmpty)
        let idle = try await judge { $0.operations[0].unpinProduct.productID = "p1" }
        #expect(idle.wouldApply && !idle.wouldChange)
        // Every precondition that fails is told, not only the first.
        let stale = try await judge {
            $0.preconditions.revision = 9
            $0.preconditions.hostID = "bo"
        }
        #expect(stale.failures.map(\.reason) == ["REVISION_MISMATCH", "PRECONDITION_MISMATCH"])
        let refused = try await judge { $0.operations[0].resume = .init() }
        #expect(refused.failures.map(\.reason) == ["NOT_PAUSED"])
        #expect(refused.failures[0].metadata["op_index"] == "0")
        let busy = try await judge {
            $0.roomID = ""
            $0.operations[0].create = .room(of: "ana")
        }
        #expect(busy.failures.map(\.reason) == ["HOST_ALREADY_LIVE"])
        let nowhere = try await judge { $0.roomID = "nope" }
        #expect(nowhere.failures.map(\.reason) == ["ROOM_NOT_FOUND"])
        #expect(self.fixture.replica.proposals == proposals)
        #expect(try await self.fixture.room(id).revision == 1)
    }
}
