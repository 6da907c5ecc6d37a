import Foundation
import RoomProtocol
import RoomServer
import RoomState
import Testing

/// The paths that do one thing: what a person types with curl.
@Suite struct HTTPDoorOperationTests {
    private let fixture: GatewayFixture
    private let handler: HTTPHandler

    init() throws {
        self.fixture = try GatewayFixture()
        self.handler = HTTPHandler(gateway: self.fixture.gateway) { "" }
    }

    private func post(
        _ target: String, _ body: String = "", _ edit: (inout HTTPCall) -> Void = { _ in }
    ) async -> HTTPAnswer {
        var call = HTTPCall(method: "POST", target: target, body: Array(body.utf8))
        edit(&call)
        return await self.handler.answer(call)
    }

    private func makeRoom() async throws -> String {
        let created = await self.post(
            "/v1/rooms", #"{"ownerId":"ana","info":{"title":"Hi"},"start":true}"#)
        let response: Roomkeeper_V1_MutateResponse = try MessageJSON.decode(from: created.body)
        return response.roomID
    }

    @Test func aRoomIsCreatedWhereRoomsAre() async throws {
        // 201 and where it is, as HTTP has it; the body is what every door answers.
        let created = await self.post(
            "/v1/rooms", #"{"ownerId":"ana","info":{"title":"Hi"}}"#)
        #expect(created.status == 201, "\(created.text)")
        let response: Roomkeeper_V1_MutateResponse = try MessageJSON.decode(from: created.body)
        #expect(created.location == "/v1/rooms/\(response.roomID)")
        #expect(response.revision == 1)
    }

    @Test func anOperationIsItsNameAndItsMessage() async throws {
        let id = try await self.makeRoom()
        // Nothing to tell: no body.
        #expect(await self.post("/v1/rooms/\(id):pause").status == 200)
        #expect(await self.post("/v1/rooms/\(id):resume", "{}").status == 200)
        let pinned = await self.post(
            "/v1/rooms/\(id):pin_product?actor_id=ana",
            #"{"productId":"p","product":{"title":"P"}}"#)
        #expect(pinned.status == 200, "\(pinned.text)")
        let asked = await self.post("/v1/rooms/\(id):request_seat", #"{"userId":"bo"}"#)
        #expect(asked.status == 200, "\(asked.text)")
        let room = try await self.fixture.room(id)
        #expect(room.products.pinned == ["p"])
        #expect(room.products.bag[0].addedBy == "ana")
        #expect(room.stage.requests.map(\.userID) == ["bo"])
    }

    @Test func everyOperationOfTheProtocolHasAPath() async throws {
        // The schema is the list; an operation without a path would be found missing by a user.
        let parts = "\(#filePath)".split(separator: "/", omittingEmptySubsequences: false)
        let root = parts.dropLast(4).joined(separator: "/")
        let schema = try String(
            contentsOfFile:
                root + "/Sources/RoomProtocol/Protos/roomkeeper/v1/operations.proto",
            encoding: .utf8)
        let body = try #require(schema.firstRange(of: "oneof op {")).upperBound
        let end = try #require(schema[body...].firstRange(of: "}")).lowerBound
        let names = schema[body..<end].split(separator: "\n").compactMap { line in
            line.split(separator: " ").dropFirst().first.map(String.init)
        }
        try #require(names.count > 30)
        for name in names {
            let answer = await self.post("/v1/rooms/1:\(name)", #"{"nonsense":1}"#)
            #expect(answer.status == 400, "\(name)")
            let error = try answer.error()
            #expect(error.reason == "INVALID_FIELD", "\(name)")
            #expect(error.metadata["field"] == "nonsense", "\(name)")
        }
        #expect(self.fixture.replica.proposals == 0)
    }

    @Test func anUnknownOperationListsTheKnownOnes() async throws {
        let answer = await self.post("/v1/rooms/1:explode", "{}")
        #expect(answer.status == 404)
        let error = try answer.error()
        #expect(error.reason == "UNKNOWN_OPERATION")
        #expect(error.outcome == .notApplied)
        #expect(error.metadata["operation"] == "explode")
        #expect(error.message.contains("pin_product") && error.message.contains("set_role"))
        let spelled = try await self.post("/v1/rooms/1:pinProduct", "{}").error()
        #expect(spelled.message.contains("did you mean pin_product?"))
    }

    @Test func anOperationThatExistsIsPosted() async throws {
        let answer = await self.handler.answer(
            HTTPCall(method: "GET", target: "/v1/rooms/1:pause"))
        #expect(answer.status == 405)
        #expect(answer.allow == "POST")
    }

    @Test func preconditionsAreInTheQuery() async throws {
        let id = try await self.makeRoom()
        let stale = await self.post("/v1/rooms/\(id):pause?preconditions.revision=7")
        #expect(stale.status == 409)
        #expect(try stale.error().reason == "REVISION_MISMATCH")
        let other = await self.post("/v1/rooms/\(id):pause?preconditions.hostId=bo")
        #expect(try other.error().reason == "PRECONDITION_MISMATCH")
        let fits = await self.post(
            "/v1/rooms/\(id):pause?preconditions.state=LIVE&preconditions.spotlight_product_id="
                + "&preconditions.stage_revision=1")
        #expect(fits.status == 200, "\(fits.text)")
    }

    @Test(arguments: [
        ("colour=red", "colour"), ("actor_id=a&actorId=b", "actor_id"),
        ("preconditions.revision=-1", "preconditions.revision"),
        ("preconditions.revision=", "preconditions.revision"),
        ("preconditions.state=GONE", "preconditions.state"),
        ("preconditions.colour=1", "preconditions.colour"),
        ("validate_only=maybe", "validate_only"), ("actor_id=a+b", "actor_id"),
    ])
    func aBadQueryOfAChangeNamesTheParameter(_ query: String, _ field: String) async throws {
        let answer = await self.post("/v1/rooms/1:pause?\(query)")
        #expect(answer.status == 400)
        let error = try answer.error()
        #expect(error.reason == "INVALID_FIELD")
        #expect(error.metadata["field"] == field)
        #expect(error.metadata["limit"]?.isEmpty == false)
        #expect(self.fixture.replica.proposals == 0)
    }

    @Test func aWholeMutationHasNoPreconditionsBesideItsBody() async throws {
        let answer = await self.post(
            "/v1/rooms/1:mutate?actor_id=ana", #"{"operations":[{"pause":{}}]}"#)
        #expect(try answer.error().metadata["field"] == "actor_id")
    }

    @Test func theHeaderFieldsMakeAnOperationRepeatable() async throws {
        // The deadline may be told as a time or as milliseconds since 1970: it is the same time.
        let id = try await self.makeRoom()
        let time = FakeReplica.startTime.milliseconds + 60_000
        let first = await self.post("/v1/rooms/\(id):pause") {
            ($0.idempotencyKey, $0.requestNotAfter) = ("once", "\(time)")
        }
        let second = await self.post("/v1/rooms/\(id):pause") {
            ($0.idempotencyKey, $0.requestNotAfter) = ("once", "2027-01-15T08:01:00Z")
        }
        #expect(first.status == 200, "\(first.text)")
        let replayed: Roomkeeper_V1_MutateResponse = try MessageJSON.decode(from: second.body)
        #expect(replayed.replayed)
    }

    @Test func oneHeaderFieldWithoutTheOtherIsRefused() async throws {
        let key = await self.post("/v1/rooms/1:pause") { $0.idempotencyKey = "once" }
        #expect(try key.error().metadata["field"] == "not_after")
        let time = await self.post("/v1/rooms/1:pause") { $0.requestNotAfter = "1800000060000" }
        #expect(try time.error().metadata["field"] == "request_id")
        #expect(self.fixture.replica.proposals == 0)
    }

    @Test(arguments: ["abc", "\"a", "W/\"1-1-1\"", "\"1-1-1\", \"1-1-2\"", ""])
    func anIfMatchThatIsNoEtagIsRefused(_ text: String) async throws {
        let answer = await self.post("/v1/rooms/1:pause") { $0.ifMatch = text }
        #expect(answer.status == 400)
        #expect(try answer.error().metadata["field"] == "If-Match")
        #expect(self.fixture.replica.proposals == 0)
    }

    @Test func anEtagGuardsAChangeAndSparesARead() async throws {
        // What HTTP has for it: read, change if nobody was faster, read again only if need be.
        let id = try await self.makeRoom()
        let read = await self.get("/v1/rooms/\(id)")
        let etag = try #require(read.etag)
        let known = await self.get("/v1/rooms/\(id)") { $0.ifNoneMatch = "\"x\", \(etag)" }
        #expect(known.status == 304 && known.body.isEmpty && known.etag == etag)
        let paused = await self.post("/v1/rooms/\(id):pause") { $0.ifMatch = etag }
        #expect(paused.status == 200, "\(paused.text)")
        let other = try #require(paused.etag)
        #expect(other != etag)
        let late = await self.post("/v1/rooms/\(id):resume") { $0.ifMatch = etag }
        #expect(late.status == 412)
        #expect(try late.error().status == .aborted)
        let news = await self.get("/v1/rooms/\(id)") { $0.ifNoneMatch = etag }
        #expect(news.status == 200 && news.etag == other)
        let any = await self.post("/v1/rooms/\(id):resume") { $0.ifMatch = "*" }
        #expect(any.status == 200)
    }

    @Test func everyQueryHasAPath() async throws {
        let id = try await self.makeRoom()
        for target in [
            "/v1/rooms?state=LIVE&state=PAUSED&page_size=5&view=STAGE", "/v1/rooms?ownerId=ana",
            "/v1/rooms:batchGet?id=\(id)&id=\(id)", "/v1/rooms:find?host_id=ana",
            "/v1/rooms:find?seated_user_id=ana&read_level=LOCAL",
        ] {
            let answer = await self.get(target)
            #expect(answer.status == 200 && answer.text.contains(id), "\(target): \(answer.text)")
        }
        let events = await self.get("/v1/rooms/\(id)/events?from_revision=1&limit=1")
        #expect(events.text.contains("room.created"), "\(events.text)")
        let deadlines = await self.get("/v1/deadlines?room_id=\(id)")
        #expect(deadlines.status == 200, "\(deadlines.text)")
    }

    @Test(arguments: [
        ("/v1/rooms?state=GONE", "state"), ("/v1/rooms?page_size=-1", "page_size"),
        ("/v1/rooms?page_size=501", "page_size"), ("/v1/rooms?colour=red", "colour"),
        ("/v1/rooms?page_token=zz", "page_token"), ("/v1/rooms?tag=a&tag=b", "tag"),
        ("/v1/rooms:batchGet", "room_ids"), ("/v1/rooms:batchGet?id=a%2Fb", "room_ids[0]"),
        ("/v1/rooms:find", "by"), ("/v1/rooms:find?host_id=a&product_id=p", "by"),
        ("/v1/rooms:find?place=BAG", "place"), ("/v1/rooms:find?product_id=p&place=X", "place"),
        ("/v1/rooms/1/events?limit=257", "limit"), ("/v1/rooms/1/events?from=1", "from"),
        ("/v1/deadlines?room_id=a%20b", "room_id"), ("/v1/node?x=1", "x"),
    ])
    func aBadQueryNamesTheField(_ target: String, _ field: String) async throws {
        let answer = await self.get(target)
        #expect(answer.status == 400)
        #expect(try answer.error().metadata["field"] == field)
        #expect(self.fixture.replica.reads.isEmpty)
    }

    @Test func aRequestIsSettledByItsHeaderFields() async throws {
        let id = try await self.makeRoom()
        let time = "\(FakeReplica.startTime.milliseconds + 60_000)"
        let identify: (inout HTTPCall) -> Void = {
            ($0.idempotencyKey, $0.requestNotAfter) = ("r", time)
        }
        _ = await self.post("/v1/rooms/\(id):pause", "", identify)
        let settled = await self.post("/v1/rooms/\(id):settle", "", identify)
        let answer: Roomkeeper_V1_SettleResponse = try MessageJSON.decode(from: settled.body)
        #expect(answer.applied.revision == 2)
        let bad = await self.post("/v1/rooms/\(id):settle", #"{"requestId":"r"}"#)
        #expect(try bad.error().metadata["field"] == "not_after")
        let creation = await self.post(
            "/v1/rooms:settle", #"{"ownerId":"ana","requestId":"never"}"#
        ) { $0.requestNotAfter = time }
        #expect(creation.text.contains("voided"), "\(creation.text)")
    }

    private func get(
        _ target: String, _ edit: (inout HTTPCall) -> Void = { _ in }
    ) async -> HTTPAnswer {
        var call = HTTPCall(method: "GET", target: target)
        edit(&call)
        return await self.handler.answer(call)
    }
}
