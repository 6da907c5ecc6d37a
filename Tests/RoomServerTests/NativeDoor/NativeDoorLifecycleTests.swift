import Logging
import NIOPosix
import RoomProtocol
import RoomServer
import SwiftProtobuf
import Testing

@Suite struct NativeDoorLifecycleTests {
    @Test func aPortInUseIsNamed() async throws {
        // The second door says which address is taken and which setting to change.
        try await NativeDoorFixture().run { fixture in
            let address = Endpoint(host: "127.0.0.1", port: fixture.port)
            let second = NativeDoor(
                gateway: fixture.gateway.gateway, group: MultiThreadedEventLoopGroup.singleton,
                options: NativeDoor.Options(address: address),
                logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
            let failure = await #expect(throws: DoorBindFailure.self) { try await second.start() }
            #expect(
                failure
                    == DoorBindFailure(door: "native", address: address, cause: .addressInUse))
            #expect(failure?.description.contains("127.0.0.1:\(fixture.port)") == true)
            #expect(failure?.description.contains("--listen-native") == true)
        }
    }

    @Test func oneConnectionTooManyIsToldAndClosed() async throws {
        try await NativeDoorFixture { $0.connections = 1 }.run { fixture in
            let first = try await NativeDoorClient.greeted(port: fixture.port)
            let second = try await NativeDoorClient(port: fixture.port)
            let reply = try #require(await second.next())
            #expect(reply.error.reason == "OVERLOADED")
            #expect(reply.error.metadata["limit"]?.contains("1 connections") == true)
            #expect(await second.next() == nil)
            try await first.send(
                .with {
                    $0.id = 1
                    $0.nodeStatus = .init()
                })
            #expect(await first.next()?.nodeStatus.nodeID == 7)
            try await first.close()
        }
    }

    @Test func stoppingAnswersWhatIsUnderWayAndRefusesTheRest() async throws {
        // One request is under way when the door is told to stop. A later one is refused as
        // certainly not applied, the first is answered, and then the connection ends.
        let fixture = try await NativeDoorFixture()
        let client = try await NativeDoorClient.greeted(port: fixture.port)
        fixture.replica.mode = .hold
        try await client.send(.mutate(1, .mutation(of: "", .create(.room(of: "ana")))))
        await fixture.replica.waitForHeld(1)

        async let stopped: Void = fixture.door.stop(within: .seconds(30))
        // Its own status is refused as soon as the connection knows that the door is stopping.
        var probe = Roomkeeper_V1_ServerEnvelope()
        while probe.error.reason != "SHUTTING_DOWN" {
            try await client.send(
                .with {
                    $0.id = 9
                    $0.nodeStatus = .init()
                })
            probe = try #require(await client.next())
        }
        try await client.send(.mutate(2, .mutation(of: "", .create(.room(of: "bo")))))
        let refused = try #require(await client.next())
        #expect(refused.id == 2)
        #expect(refused.error.reason == "SHUTTING_DOWN")
        #expect(refused.error.outcome == .notApplied)

        fixture.replica.releaseAll()
        #expect(await client.next()?.mutate.revision == 1)
        #expect(await client.next() == nil)
        await stopped
        #expect(fixture.door.connectionCount == 0)
        await #expect(throws: (any Error).self) {
            try await NativeDoorClient(port: fixture.port)
        }
    }

    @Test func theGraceIsNotWaitedOutForEver() async throws {
        // The request is never answered; without any grace the connection is cut.
        let fixture = try await NativeDoorFixture()
        let client = try await NativeDoorClient.greeted(port: fixture.port)
        fixture.replica.mode = .hold
        try await client.send(.mutate(1, .mutation(of: "", .create(.room(of: "ana")))))
        await fixture.replica.waitForHeld(1)
        await fixture.door.stop(within: .zero)
        #expect(await client.next() == nil)
        #expect(fixture.door.connectionCount == 0)
        fixture.replica.releaseAll()
    }
}
