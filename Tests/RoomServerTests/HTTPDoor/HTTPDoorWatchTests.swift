import RoomProtocol
import RoomServer
import Testing

/// Watches and long polls of the HTTP door.
@Suite struct HTTPDoorWatchTests {
    private let fixture: GatewayFixture
    private let handler: HTTPHandler

    init() throws {
        self.fixture = try GatewayFixture()
        self.handler = HTTPHandler(gateway: self.fixture.gateway) { "" }
    }

    private func get(_ target: String, lastEventID: String? = nil) async -> HTTPAnswer {
        var call = HTTPCall(method: "GET", target: target)
        call.lastEventID = lastEventID
        return await self.handler.answer(call)
    }

    /// The fields of the first event that comes.
    private func event(_ events: HTTPEvents) async -> [String: String] {
        let text = String(decoding: await events.next().bytes, as: UTF8.self)
        var fields: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let name = line.prefix { $0 != ":" }
            guard fields[String(name)] == nil else { break }
            fields[String(name)] = String(line.dropFirst(name.count + 2))
        }
        return fields
    }

    @Test func aWatchIsAStreamOfEventsThatAReaderResumes() async throws {
        let room = try await self.fixture.makeRoom()
        let answer = await self.get("/v1/rooms/\(room):watch?view=BASIC")
        #expect(answer.status == 200)
        #expect(answer.contentType == "text/event-stream")
        let events = try #require(answer.events)
        let first = await self.event(events)
        #expect(first["event"] == "snapshot")
        #expect(first["data"]?.contains(#""roomId":"\#(room)""#) ?? false)
        let token = try #require(first["id"])
        events.cancel()

        _ = try await self.fixture.mutate(room, .pinProduct(.product("p1")))
        // A reader that comes back repeats its first address and says how far it was.
        let again = try #require(
            await self.get("/v1/rooms/\(room):watch?view=BASIC", lastEventID: token).events)
        let second = await self.event(again)
        #expect(second["event"] == "change")
        #expect(second["data"]?.contains(#""type":"product.pinned""#) ?? false)
        again.cancel()
    }

    @Test func aFilterIsInTheQuery() async throws {
        let room = try await self.fixture.makeRoom(host: "ana")
        _ = try await self.fixture.makeRoom(host: "ben")
        let events = try #require(
            await self.get("/v1/rooms:watch?states=LIVE,PAUSED&owner_id=ana").events)
        #expect(await self.event(events)["data"]?.contains(room) ?? false)
        events.cancel()
    }

    @Test func theEndIsAnEvent() async throws {
        let room = try await self.fixture.makeRoom()
        let events = try #require(await self.get("/v1/rooms/\(room):watch").events)
        _ = await events.next()
        self.fixture.gateway.watches.stop()
        let end = await events.next()
        #expect(end.isLast)
        #expect(String(decoding: end.bytes, as: UTF8.self).contains("SHUTTING_DOWN"))
    }

    @Test(arguments: [
        ("delivery=SOMETIMES", "delivery"), ("after_revision=x", "after_revision"),
        ("resume_token=x", "resume_token"), ("progress_interval_ms=1", "progress_interval_ms"),
        ("nonsense=1", "nonsense"),
    ])
    func aBadQueryNamesTheParameter(_ query: String, _ field: String) async throws {
        let answer = await self.get("/v1/rooms/a:watch?\(query)")
        #expect(answer.status == 400)
        let text = String(decoding: answer.body, as: UTF8.self)
        #expect(text.contains(#""field":"\#(field)""#))
    }

    @Test func aLongPollAnswersOnceTheRoomIsNewer() async throws {
        let room = try await self.fixture.makeRoom()
        let now = await self.get("/v1/rooms/\(room):wait?after_revision=0")
        #expect(now.status == 200)
        #expect(String(decoding: now.body, as: UTF8.self).contains(#""revision":"1""#))

        async let later = self.get("/v1/rooms/\(room):wait?after_revision=1&timeout_ms=30000")
        _ = try await self.fixture.mutate(room, .pinProduct(.product("p1")))
        let answer = await later
        #expect(answer.status == 200)
        #expect(String(decoding: answer.body, as: UTF8.self).contains(#""revision":"2""#))
    }

    @Test func aLongPollThatWaitsInVainIsNotModified() async throws {
        let room = try await self.fixture.makeRoom()
        let answer = await self.get("/v1/rooms/\(room):wait?after_revision=1&timeout_ms=50")
        #expect(answer.status == 304)
        #expect(answer.body.isEmpty)
        #expect(await self.get("/v1/rooms/nowhere:wait").status == 404)

        // The time may be told as in every other call.
        var call = HTTPCall(method: "GET", target: "/v1/rooms/\(room):wait?after_revision=1")
        call.requestTimeout = "50"
        #expect(await self.handler.answer(call).status == 304)
        call.requestTimeout = "60001"
        let refused = await self.handler.answer(call)
        #expect(refused.status == 400)
        #expect(refused.text.contains(#""field":"Request-Timeout-Ms""#))
    }
}
