import RoomProtocol
import RoomServer
import SeededRandomness
import SwiftProtobuf
import Testing

/// Bodies that are not the JSON form of a mutation: the answer says where.
@Suite struct HTTPDoorJSONTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var body: String
        var field: String
        /// A word of the message that says what is wrong.
        var word: String
        var line: String?
        var column: String?

        var testDescription: String { self.body }

        init(_ body: String, _ field: String, _ word: String, at place: (Int, Int)? = nil) {
            self.body = body
            self.field = field
            self.word = word
            self.line = place.map { "\($0.0)" }
            self.column = place.map { "\($0.1)" }
        }
    }

    static let cases = [
        Case("", "body", "empty"),
        Case("   ", "body", "a value"),
        Case("{", "body", "a key in quotes"),
        Case("{\"operations\":[{]}", "body", "line 1, column 17"),
        Case("{\n  \"roomId\": \"1\",\n  operations: []\n}", "body", "line 3, column 3"),
        Case("{\"roomId\":\"1\"} x", "body", "the end of the text"),
        Case("{\"roomId\":\"1", "body", "the closing quote"),
        Case("{\"a\":tru}", "body", "a value"),
        Case(String(repeating: "[", count: 33), "body", "32 levels"),
        Case("[]", "body", "must be an object; it is a list", at: (1, 1)),
        Case("7", "body", "must be an object; it is 7", at: (1, 1)),
        Case("{\"romId\":\"1\"}", "romId", "no field \"romId\"", at: (1, 10)),
        Case(
            "{\"operations\":[{\"pause\":{}},\n"
                + " {\"pinProduct\":{\"productId\":\"p\",\"posn\":1}}]}",
            "operations[1].pinProduct.posn", "no field \"posn\"", at: (2, 40)),
        Case(
            "{\"operations\":[{\"pinProduct\":{\"productId\":\"p\",\"position\":-1}}]}",
            "operations[0].pinProduct.position", "number"),
        Case(
            "{\"operations\":[{\"pinProduct\":{\"productId\":7}}]}",
            "operations[0].pinProduct.productId", "must be a text in quotes; it is 7"),
        Case(
            "{\"actorId\":[\"a\"]}", "actorId", "must be a text in quotes; it is a list"),
        Case("{\"actorId\":\"\\ud800\"}", "actorId", "bad escape"),
        Case("{\"operations\":{\"pause\":{}}}", "operations", "must be a list; it is an object"),
        Case("{\"preconditions\":[]}", "preconditions", "must be an object; it is a list"),
        Case(
            "{\"operations\":[{\"create\":{\"start\":\"yes\"}}]}", "operations[0].create.start",
            "must be true or false; it is \"yes\""),
        Case(
            "{\"operations\":[{\"start\":{\"onConflict\":\"MAYBE\"}}]}",
            "operations[0].start.onConflict", "must be one of FAIL, END_OTHER; it is \"MAYBE\""),
        Case(
            "{\"operations\":[{\"updateSettings\":{\"seatMode\":\"ANY\"}}]}",
            "operations[0].updateSettings.seatMode", "must be one of APPLY, FREE, INVITE_ONLY;"),
        Case(
            "{\"preconditions\":{\"state\":\"live\"}}", "preconditions.state",
            "must be one of SCHEDULED, LIVE, PAUSED, SUSPENDED, ENDED; it is \"live\""),
        Case("{\"operations\":[{\"pause\":{},\"end\":{}}]}", "operations[0]", "two kinds"),
        Case("{\"operations\":[null]}", "operations[0]", "null"),
        Case("{\"notAfter\":\"soon\"}", "notAfter", "time"),
        Case("{\"preconditions\":{\"revision\":1.5}}", "preconditions.revision", "number"),
        Case(
            "{\"operations\":[{\"create\":{\"info\":{\"labels\":{\"a\":{}}}}}]}",
            "operations[0].create.info.labels.a", "must be a text in quotes; it is an object"),
    ]

    /// Whoever tells a field twice meant one of them, and the library would take the last.
    static let repetitions = [
        Case("{\"roomId\":\"1\",\"roomId\":\"1\"}", "roomId", "it is given before", at: (1, 15)),
        Case(
            "{\"roomId\":\"1\",\n \"room_id\":\"2\"}", "room_id", "given before, as roomId",
            at: (2, 2)),
        Case("{\"roomId\":\"1\",\"room\\u0049d\":\"2\"}", "roomId", "given once"),
        Case(
            "{\"operations\":[{\"pause\":{}},{\"updateInfo\":{\"title\":\"a\",\"title\":\"b\"}}]}",
            "operations[1].updateInfo.title", "given once", at: (1, 56)),
        Case(
            "{\"operations\":[{\"updateInfo\":{\"coverUri\":\"a\",\"cover_uri\":\"b\"}}]}",
            "operations[0].updateInfo.cover_uri", "given before, as coverUri"),
        Case("{\"operations\":[],\"operations\":[]}", "operations", "given once"),
        // Of what the library refuses as well, the repetition is told first.
        Case("{\"roomId\":\"1\",\"roomId\":7}", "roomId", "given once"),
        Case(
            "{\"operations\":[{\"create\":{\"info\":{\"labels\":{\"a\":\"1\",\"a\":\"2\"}}}}]}",
            "operations[0].create.info.labels.a", "given once"),
        Case(
            "{\"operations\":[{\"updateInfo\":{\"labels\":{\"values\":{\"a\":\"\",\"a\":\"\"}}}}]}",
            "operations[0].updateInfo.labels.values.a", "given once"),
    ]

    @Test(arguments: Self.cases + Self.repetitions)
    func aBadBodySaysWhere(_ bad: Case) async throws {
        let fixture = try GatewayFixture()
        let handler = HTTPHandler(gateway: fixture.gateway) { "" }
        let answer = await handler.answer(
            HTTPCall(method: "POST", target: "/v1/rooms:mutate", body: Array(bad.body.utf8)))
        let error = try answer.error()
        #expect(answer.status == 400)
        #expect(error.reason == "INVALID_FIELD")
        #expect(error.metadata["field"] == bad.field)
        #expect(error.message.contains(bad.word), "\(error.message)")
        if let line = bad.line, let column = bad.column {
            #expect(error.metadata["line"] == line)
            #expect(error.metadata["column"] == column)
        }
        #expect(fixture.replica.proposals == 0)
    }

    /// The keys of labels are the caller's own, so these are two.
    @Test func labelsThatOnlyLookLikeSpellingsOfOneAreKept() async throws {
        let fixture = try GatewayFixture()
        let handler = HTTPHandler(gateway: fixture.gateway) { "" }
        let info = #"{"title":"Hi","labels":{"a_b":"1","aB":"2"}}"#
        let created = await handler.answer(
            HTTPCall(
                method: "POST", target: "/v1/rooms",
                body: Array(#"{"ownerId":"ana","info":\#(info)}"#.utf8)))
        #expect(created.status == 201, "\(created.text)")
        let room = try #require(created.location)
        let values = #"{"labels":{"values":{"c_d":"1","cD":"2","values":"3"}}}"#
        let updated = await handler.answer(
            HTTPCall(method: "POST", target: "\(room):update_info", body: Array(values.utf8)))
        #expect(updated.status == 200, "\(updated.text)")
    }

    @Test func aBodyThatIsNotUTF8SaysWhereItStopsToBe() async throws {
        let fixture = try GatewayFixture()
        let handler = HTTPHandler(gateway: fixture.gateway) { "" }
        let body = Array("{\n\"actorId\":\"".utf8) + [0xff] + Array("\"}".utf8)
        let error = try await handler.answer(
            HTTPCall(method: "POST", target: "/v1/rooms:mutate", body: body)
        ).error()
        #expect(error.message == "body must be UTF-8; it is otherwise at line 2, column 12")
    }

    struct Number: Sendable, CustomTestStringConvertible {
        var body: String
        var field: String
        var greatest: String
        var actual: String

        var testDescription: String { self.body }
    }

    static let numbers =
        ["-1", "1.5", "4294967296", "1e10", "\"x\"", "\"-1\"", "true"].map {
            Number(
                body:
                    "{\"operations\":[{\"pinProduct\":{\"productId\":\"p\",\"position\":\($0)}}]}",
                field: "operations[0].pinProduct.position", greatest: "4294967295", actual: $0)
        }
        + ["-1", "1.5", "18446744073709551616", "\"-1\""].map {
            Number(
                body: "{\"preconditions\":{\"revision\":\($0)}}", field: "preconditions.revision",
                greatest: "18446744073709551615", actual: $0)
        }

    @Test(arguments: Self.numbers)
    func aNumberThatTheFieldDoesNotTakeIsToldWithItsLimits(_ bad: Number) async throws {
        let fixture = try GatewayFixture()
        let handler = HTTPHandler(gateway: fixture.gateway) { "" }
        let answer = await handler.answer(
            HTTPCall(method: "POST", target: "/v1/rooms:mutate", body: Array(bad.body.utf8)))
        let error = try answer.error()
        let limit = "a whole number from 0 to \(bad.greatest)"
        #expect(answer.status == 400)
        #expect(error.metadata["field"] == bad.field)
        #expect(error.metadata["limit"] == limit)
        #expect(error.metadata["actual"] == bad.actual)
        #expect(
            error.message.contains("\(bad.field) must be \(limit); it is \(bad.actual)"),
            "\(error.message)")
        #expect(fixture.replica.proposals == 0)
    }

    @Test func aHugeBadBodyIsAnsweredSoon() async throws {
        // Every attempt to find the fault costs time; there is a bound on them. Past it the error
        // names the place that it came to.
        let fixture = try GatewayFixture()
        let handler = HTTPHandler(gateway: fixture.gateway) { "" }
        let many = Array(repeating: "{\"pause\":{}}", count: 20_000).joined(separator: ",")
        let body = "{\"operations\":[\(many),{\"puase\":{}}]}"
        let answer = await handler.answer(
            HTTPCall(method: "POST", target: "/v1/rooms:mutate", body: Array(body.utf8)))
        #expect(try answer.error().metadata["field"] == "operations")
    }

    @Test func seededRubbishIsAlwaysAnswered() async throws {
        // A good body with random bytes changed: 200 or a typed error, and no crash.
        let seed: UInt64 = 0x15_0e
        var generator = SeededGenerator(seed: seed)
        let fixture = try GatewayFixture()
        let handler = HTTPHandler(gateway: fixture.gateway) { "" }
        let good = Array(
            (#"{"actorId":"u","operations":[{"pinProduct":{"productId":"p","position":1,"#
                + #""product":{"title":"A \"P\"","listing":"HIDDEN"}}},{"end":{}}]}"#).utf8)
        for round in 0..<3000 {
            var body = good
            for _ in 0...Int.random(in: 0...3, using: &generator) {
                let position = Int.random(in: 0..<body.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: body[position] = UInt8.random(in: 0...255, using: &generator)
                case 1: body.remove(at: position)
                default:
                    let byte = good.randomElement(using: &generator) ?? 0
                    body.insert(byte, at: position)
                }
            }
            let answer = await handler.answer(
                HTTPCall(method: "POST", target: "/v1/rooms/1:mutate", body: body))
            let error = try answer.error()
            #expect(!error.reason.isEmpty, "seed \(seed), round \(round)")
            #expect(error.outcome == .notApplied, "seed \(seed), round \(round)")
        }
    }
}
