import RoomProtocol
import RoomServer
import SeededRandomness
import SwiftProtobuf
import Testing

@Suite struct NativeDoorBadInputTests {
    @Test func everyBadMutationIsRefusedAndTheConnectionGoesOn() async throws {
        // All of them in flight on one connection, and one good request behind them.
        try await NativeDoorFixture().run { fixture in
            let client = try await NativeDoorClient.greeted(port: fixture.port)
            let bad = GatewayBadInput.mutations
            try await client.send(
                bad.enumerated().map { .mutate(UInt64($0) + 1, $1.request) })
            var errors: [UInt64: Roomkeeper_V1_Error] = [:]
            for _ in bad {
                let reply = try #require(await client.next())
                errors[reply.id] = reply.error
            }
            for (index, mutation) in bad.enumerated() {
                let error = errors[UInt64(index) + 1]
                #expect(error?.reason == "INVALID_FIELD", "\(mutation.story)")
                #expect(error?.metadata["field"] == mutation.field, "\(mutation.story)")
                #expect(
                    error?.metadata["limit"]?.contains(mutation.limit) == true,
                    "\(mutation.story)")
            }
            #expect(fixture.replica.proposals == 0)
            try await client.send(.mutate(99, .mutation(of: "", .create(.room(of: "ana")))))
            #expect(await client.next()?.mutate.revision == 1)
            try await client.close()
        }
    }

    /// What ends a connection: the bytes after the hello, and the field of the error.
    struct Fatal: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var bytes: [UInt8]
        var field: String
        var limit: String
    }

    static let fatal = [
        Fatal(
            testDescription: "a frame of 4 GiB", bytes: [0xff, 0xff, 0xff, 0xff, 1, 2, 3],
            field: "frame", limit: "at most 4194304 bytes"),
        Fatal(
            testDescription: "an empty frame", bytes: [0, 0, 0, 0], field: "frame",
            limit: "at least 1 byte"),
        Fatal(
            testDescription: "no envelope", bytes: [0, 0, 0, 2, 0xff, 0xff], field: "frame",
            limit: "an encoded ClientEnvelope"),
        Fatal(
            testDescription: "a request with id 0", bytes: [0, 0, 0, 3, 0xa2, 0x01, 0x00],
            field: "id", limit: "other than 0"),
        Fatal(
            testDescription: "an envelope without a request or id",
            bytes: [0, 0, 0, 2, 0x10, 0x01], field: "request", limit: "one of"),
        Fatal(
            testDescription: "a second hello", bytes: [0, 0, 0, 4, 0x1a, 0x02, 0x08, 0x01],
            field: "hello", limit: "once"),
    ]

    @Test(arguments: Self.fatal)
    func whatCannotBeAnsweredEndsTheConnection(_ fatal: Fatal) async throws {
        // One last error under id 0 says why, then the door closes its side.
        try await NativeDoorFixture().run { fixture in
            let client = try await NativeDoorClient.greeted(port: fixture.port)
            try await client.sendRaw(fatal.bytes)
            let reply = try #require(await client.next())
            #expect(reply.id == 0)
            #expect(reply.error.reason == "INVALID_FIELD")
            #expect(reply.error.metadata["field"] == fatal.field)
            #expect(reply.error.metadata["limit"]?.contains(fatal.limit) == true)
            #expect(await client.next() == nil)
            #expect(fixture.replica.proposals == 0)
        }
    }

    @Test func aFrameThatEndsTooEarlyIsToldSo() async throws {
        try await NativeDoorFixture().run { fixture in
            let client = try await NativeDoorClient.greeted(port: fixture.port)
            try await client.sendRaw([0, 0, 0, 9, 1, 2])
            try await client.closeOutput()
            let reply = try #require(await client.next())
            #expect(reply.error.metadata["field"] == "frame")
            #expect(reply.error.metadata["actual"] == "6 bytes")
            #expect(await client.next() == nil)
        }
    }

    @Test func aRequestBeforeTheHelloIsRefused() async throws {
        try await NativeDoorFixture().run { fixture in
            let client = try await NativeDoorClient(port: fixture.port)
            try await client.send(.mutate(1, .mutation(of: "", .create(.room(of: "ana")))))
            let reply = try #require(await client.next())
            #expect(reply.id == 0)
            #expect(reply.error.metadata["field"] == "hello")
            #expect(await client.next() == nil)
            #expect(fixture.replica.proposals == 0)
        }
    }

    @Test func anotherProtocolVersionIsRefused() async throws {
        try await NativeDoorFixture().run { fixture in
            let client = try await NativeDoorClient(port: fixture.port)
            try await client.send(.hello(version: 2))
            let reply = try #require(await client.next())
            #expect(reply.error.metadata["field"] == "hello.protocol_version")
            #expect(reply.error.metadata["limit"] == "1")
            #expect(reply.error.metadata["actual"] == "2")
            #expect(await client.next() == nil)
        }
    }

    @Test func anUnknownRequestIsAnsweredUnderItsID() async throws {
        // A newer client may know requests that this door does not; the connection goes on.
        try await NativeDoorFixture().run { fixture in
            let client = try await NativeDoorClient.greeted(port: fixture.port)
            try await client.send(.with { $0.id = 5 })
            let reply = try #require(await client.next())
            #expect(reply.id == 5)
            #expect(reply.error.metadata["field"] == "request")
            try await client.send(
                .with {
                    $0.id = 6
                    $0.nodeStatus = .init()
                })
            #expect(await client.next()?.nodeStatus.nodeID == 7)
            try await client.close()
        }
    }

    @Test func aTimeoutAboveTheLimitIsRefused() async throws {
        try await NativeDoorFixture().run { fixture in
            let client = try await NativeDoorClient.greeted(port: fixture.port)
            try await client.send(
                .with {
                    $0.id = 1
                    $0.timeoutMs = 60_001
                    $0.getRoom.roomID = "1"
                })
            let reply = try #require(await client.next())
            #expect(reply.id == 1)
            #expect(reply.error.metadata["field"] == "timeout_ms")
            #expect(reply.error.metadata["limit"] == "1 to 60000 milliseconds")
            #expect(reply.error.metadata["actual"] == "60001")
            try await client.close()
        }
    }

    @Test func seededRubbishNeverGetsPastTheDoor() async throws {
        // Whole requests with random bytes changed: each connection ends in an error or in answers,
        // never in silence, and the door serves the next one.
        try await NativeDoorFixture().run { fixture in
            let seed: UInt64 = 0xf0_22
            var generator = SeededGenerator(seed: seed)
            for round in 0..<200 {
                let client = try await NativeDoorClient.greeted(port: fixture.port)
                let envelope = Roomkeeper_V1_ClientEnvelope.mutate(
                    1, .mutation(of: "nope", .pinProduct(.product("p"))))
                var bytes = [0, 0, 0, 0] + (try envelope.serializedBytes() as [UInt8])
                bytes[3] = UInt8(bytes.count - 4)
                for _ in 0...Int.random(in: 0...3, using: &generator) {
                    let position = Int.random(in: 0..<bytes.count, using: &generator)
                    bytes[position] = UInt8.random(in: 0...255, using: &generator)
                }
                try await client.sendRaw(bytes)
                // The door may have ended the connection before this side does.
                try? await client.closeOutput()
                let reply = await client.next()
                #expect(reply?.error.reason.isEmpty == false, "seed \(seed), round \(round)")
                #expect(await client.next() == nil, "seed \(seed), round \(round)")
            }
        }
    }
}
