import RoomProtocol
import RoomReplica
import RoomServer
import Testing

@Suite struct HTTPDoorHandlerTests {
    private let fixture: GatewayFixture
    private let handler: HTTPHandler

    init() throws {
        self.fixture = try GatewayFixture()
        self.handler = HTTPHandler(gateway: self.fixture.gateway) { "room_metric 1\n" }
    }

    private func get(_ target: String) async -> HTTPAnswer {
        await self.handler.answer(HTTPCall(method: "GET", target: target))
    }

    private func post(
        _ target: String, _ body: String, _ edit: (inout HTTPCall) -> Void = { _ in }
    ) async -> HTTPAnswer {
        var call = HTTPCall(method: "POST", target: target, body: Array(body.utf8))
        edit(&call)
        return await self.handler.answer(call)
    }

    @Test func aRoomIsCreatedChangedAndRead() async throws {
        // What a person does with curl: create, pin, look.
        let created = await self.post(
            "/v1/rooms:mutate",
            #"{"operations":[{"create":{"ownerId":"ana","info":{"title":"Hi"},"start":true}}]}"#)
        #expect(created.status == 200)
        #expect(created.contentType == "application/json")
        let response: Roomkeeper_V1_MutateResponse = try MessageJSON.decode(from: created.body)
        #expect(response.revision == 1)

        let pinned = await self.post(
            "/v1/rooms/\(response.roomID):mutate",
            #"{"operations":[{"pinProduct":{"productId":"p","product":{"title":"P"}}}]}"#)
        #expect(pinned.status == 200, "\(pinned.text)")

        let read = await self.get("/v1/rooms/\(response.roomID)?view=PRODUCTS&readLevel=LOCAL")
        #expect(read.status == 200)
        let got: Roomkeeper_V1_GetRoomResponse = try MessageJSON.decode(from: read.body)
        #expect(got.room.products.pinned == ["p"])
        #expect(!got.room.hasStage)
        #expect(got.readLevel == .local)
    }

    @Test func theHeaderFieldsCarryTheRequestID() async throws {
        // Idempotency-Key and Request-Not-After make a repetition safe without touching the body.
        let body = #"{"operations":[{"create":{"ownerId":"ana","info":{"title":"Hi"}}}]}"#
        let identify: (inout HTTPCall) -> Void = {
            $0.idempotencyKey = "once"
            $0.requestNotAfter = "2027-01-15T08:01:00Z"
        }
        let first = await self.post("/v1/rooms:mutate", body, identify)
        let second = await self.post("/v1/rooms:mutate", body, identify)
        #expect(first.status == 200, "\(first.text)")
        let replayed: Roomkeeper_V1_MutateResponse = try MessageJSON.decode(from: second.body)
        #expect(replayed.replayed)
    }

    @Test func healthReadinessAndMetricsAreText() async throws {
        #expect(await self.get("/healthz").text == "ok\n")
        #expect(await self.get("/readyz").text == "ready\n")
        let metrics = await self.get("/metrics")
        #expect(metrics.text == "room_metric 1\n")
        #expect(metrics.contentType.hasPrefix("text/plain; version=0.0.4"))
    }

    @Test func aNodeThatIsNotReadySaysWhy() async throws {
        // Alive but not ready: the process answers, the load balancer goes elsewhere.
        self.fixture.replica.notReadyReason = "it has no leader"
        #expect(await self.get("/healthz").status == 200)
        let answer = await self.get("/readyz")
        #expect(answer.status == 503)
        #expect(try answer.error().reason == "NOT_READY")
        #expect(try answer.error().message.contains("it has no leader"))
        #expect(answer.retryAfter == "1")
    }

    @Test func theNodeIsTold() async throws {
        let status: Roomkeeper_V1_NodeStatusResponse = try MessageJSON.decode(
            from: await self.get("/v1/node").body)
        #expect(status.nodeID == 7)
        #expect(status.role == "leader")
    }

    @Test(arguments: [
        "/", "/v1", "/v1/rooms/", "/v1/rooms/a/b", "/v1/rooms/a:explode", "/healthz/x",
        "/v1/rooms/:", "//",
    ])
    func whatIsNowhereIsNotFound(_ path: String) async throws {
        let answer = await self.get(path)
        #expect(answer.status == 404)
        #expect(try answer.error().reason == "ROUTE_NOT_FOUND")
        #expect(try answer.error().message.contains("/v1/rooms/{id}:mutate"))
    }

    @Test(arguments: [
        ("POST", "/healthz", "GET"), ("DELETE", "/v1/rooms/1", "GET"),
        ("GET", "/v1/rooms/1:mutate", "POST"), ("PUT", "/v1/rooms:mutate", "POST"),
    ])
    func anotherMethodIsRefused(_ method: String, _ path: String, _ allowed: String) async throws {
        let answer = await self.handler.answer(HTTPCall(method: method, target: path))
        #expect(answer.status == 405)
        #expect(answer.allow == allowed)
        #expect(try answer.error().reason == "METHOD_NOT_ALLOWED")
    }

    @Test func whoPostsToARoomIsToldWhereOperationsGo() async throws {
        let error = try await self.post("/v1/rooms/1", "{}").error()
        #expect(
            error.message == "use GET for this path; changes go to POST /v1/rooms/{id}:{operation}")
    }

    @Test func aCompressedBodyIsRefused() async throws {
        let answer = await self.post("/v1/rooms/1:pause", "{}") { $0.contentEncoding = "gzip" }
        #expect(answer.status == 400)
        #expect(try answer.error().metadata["field"] == "Content-Encoding")
        #expect(try answer.error().metadata["actual"] == "gzip")
        #expect(self.fixture.replica.proposals == 0)
        let plain = await self.post("/v1/rooms/1:pause", "{}") { $0.contentEncoding = "identity" }
        #expect(plain.status == 404)
    }

    @Test(arguments: GatewayBadInput.mutations)
    func everyBadMutationIsRefusedAlike(_ bad: BadMutation) async throws {
        // The same table as on the native door, as JSON; the room is named by the path if it can.
        let json = try MessageJSON.encode(bad.request)
        let answer = await self.handler.answer(
            HTTPCall(method: "POST", target: "/v1/rooms:mutate", body: json))
        let error = try answer.error()
        #expect(answer.status == 400)
        #expect(error.reason == "INVALID_FIELD")
        #expect(error.metadata["field"] == bad.field)
        #expect(error.metadata["limit"]?.contains(bad.limit) == true)
        #expect(self.fixture.replica.proposals == 0)
    }

    @Test(arguments: [
        ("view=ALL", "view"), ("view=", "view"), ("readLevel=STALE", "read_level"),
        ("readLevel=AT_LEAST", "consistency_token"), ("consistencyToken=x", "consistency_token"),
        ("vew=FULL", "vew"), ("view=FULL&view=BASIC", "view"),
        ("read_level=LOCAL&readLevel=LOCAL", "read_level"),
    ])
    func aBadQueryNamesTheParameter(_ query: String, _ field: String) async throws {
        let answer = await self.get("/v1/rooms/1?\(query)")
        #expect(answer.status == 400)
        #expect(try answer.error().metadata["field"] == field)
        #expect(self.fixture.replica.reads == [])
    }

    @Test(arguments: ["0", "60001", "-1", "1.5", "soon", "", "99999999999"])
    func aBadTimeoutNamesTheHeaderField(_ text: String) async throws {
        var call = HTTPCall(method: "GET", target: "/v1/rooms/1")
        call.requestTimeout = text
        let error = try await self.handler.answer(call).error()
        #expect(error.metadata["field"] == "Request-Timeout-Ms")
        #expect(error.metadata["limit"] == "1 to 60000 milliseconds")
    }

    @Test(arguments: ["tomorrow", "2027-01-15", "\"", "2027-01-15T08:01:00Z\",\"x\":\""])
    func aBadDeadlineNamesTheHeaderField(_ text: String) async throws {
        let answer = await self.post("/v1/rooms/1:mutate", #"{"operations":[{"pause":{}}]}"#) {
            $0.idempotencyKey = "r"
            $0.requestNotAfter = text
        }
        #expect(try answer.error().metadata["field"] == "Request-Not-After")
        #expect(self.fixture.replica.proposals == 0)
    }

    @Test func theBodyMustNotContradictThePathOrTheHeader() async throws {
        let room = await self.post(
            "/v1/rooms/1:mutate", #"{"roomId":"2","operations":[{"pause":{}}]}"#)
        #expect(try room.error().metadata["field"] == "room_id")
        let key = await self.post(
            "/v1/rooms/1:mutate", #"{"requestId":"a","operations":[{"pause":{}}]}"#
        ) { $0.idempotencyKey = "b" }
        #expect(try key.error().metadata["field"] == "request_id")
    }

    @Test func anIDIsPercentDecoded() async throws {
        let plain = await self.get("/v1/rooms/%34%30%34")
        #expect(try plain.error().metadata["room_id"] == "404")
        for wrong in ["/v1/rooms/a%2Fb", "/v1/rooms/%", "/v1/rooms/%zz", "/v1/rooms/%ff"] {
            #expect(try await self.get(wrong).error().metadata["field"] == "room_id", "\(wrong)")
        }
    }

    @Test func failuresHaveTheirHTTPStatus() async throws {
        self.fixture.replica.mode = .fail(.outcomeUnknown(reason: "the leader is gone"))
        let unknown = await self.post("/v1/rooms/1:mutate", #"{"operations":[{"pause":{}}]}"#)
        #expect(unknown.status == 504)
        #expect(try unknown.error().outcome == .unknown)
        #expect(unknown.text.contains(#""outcome":"UNKNOWN""#))

        self.fixture.replica.mode = .fail(.noLeader)
        let refused = await self.get("/v1/rooms/1")
        #expect(refused.status == 503)
        #expect(refused.retryAfter == "1")
    }
}

extension HTTPAnswer {
    var text: String { String(decoding: self.body, as: UTF8.self) }

    /// The error of `{"error": {...}}`; throws when the body is anything else.
    func error() throws -> Roomkeeper_V1_Error {
        let text = self.text
        try #require(text.hasPrefix(#"{"error":{"#) && text.hasSuffix("}\n"), "\(text)")
        let inner = text.dropFirst(#"{"error":"#.count).dropLast(2)
        return try MessageJSON.decode(from: Array(inner.utf8))
    }
}
