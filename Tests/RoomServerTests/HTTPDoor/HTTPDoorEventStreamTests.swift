import Logging
import NIOCore
import NIOPosix
import RoomProtocol
import RoomServer
import Testing
import Watching

/// Streams of events over a real socket, read as a browser reads them.
@Suite struct HTTPDoorEventStreamTests {
    private static func withDoor(
        watchLimits: WatchHubLimits = WatchHubLimits(),
        _ body: (GatewayFixture, HTTPDoor, Int) async throws -> Void
    ) async throws {
        let gateway = try GatewayFixture(watchLimits: watchLimits)
        let door = HTTPDoor(
            handler: HTTPHandler(gateway: gateway.gateway) { "" },
            group: MultiThreadedEventLoopGroup.singleton,
            options: HTTPDoor.Options(address: Endpoint(host: "127.0.0.1", port: 0)),
            logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
        let port = try await door.start(didFail: { Issue.record("\($0)") }).port
        do {
            try await body(gateway, door, port)
        } catch {
            await door.stop(within: .zero)
            throw error
        }
        await door.stop(within: .zero)
    }

    @Test func aBrowserThatComesBackGoesOnBehindItsLastEvent() async throws {
        try await Self.withDoor { gateway, _, port in
            let room = try await gateway.makeRoom()
            let target = "/v1/rooms/\(room):watch?view=BASIC"
            let lastID = try await EventSource.with(port: port, target) { source in
                #expect(try await source.nextHead().contains("content-type: text/event-stream"))
                let first = try #require(await source.next())
                #expect(first.event == "snapshot")
                #expect(first.data.contains(#""revision":"1""#))
                try await gateway.describe(room, 2)
                let second = try #require(await source.next())
                #expect(second.event == "change")
                #expect(second.data.contains(#""prevRevision":"1""#))
                return second.id
            }
            try await Soon.holds("the watch of a closed connection ends") {
                gateway.gateway.watches.watchers == 0
            }
            for turn in 3...5 { try await gateway.describe(room, turn) }
            try await EventSource.with(port: port, target, lastEventID: lastID) { source in
                for revision in 3...5 {
                    let event = try #require(await source.next())
                    #expect(event.event == "change")
                    #expect(event.data.contains(#""prevRevision":"\#(revision - 1)""#))
                }
                try await gateway.describe(room, 6)
                #expect(try await source.next()?.data.contains(#""prevRevision":"5""#) == true)
            }
        }
    }

    /// The reader stops reading while its room changes: once more waits than may, an event says
    /// where to go on, behind everything that was told.
    @Test func aSlowReaderIsCutOffAndGoesOnBehindItsLastEvent() async throws {
        var limits = WatchHubLimits()
        limits.watcher.pendingUpdates = 64
        try await Self.withDoor(watchLimits: limits) { gateway, _, port in
            let room = try await gateway.makeRoom()
            let target = "/v1/rooms/\(room):watch"
            var newest = 1
            let (told, lastID) = try await EventSource.with(port: port, target) { source in
                #expect(try await source.next()?.event == "snapshot")
                while gateway.gateway.watches.metrics.slowConsumers.value == 0, newest < 20_000 {
                    try await gateway.describe(room, newest, bytes: 2000)
                    newest += 1
                }
                var told = 1
                while let event = try await source.next() {
                    guard event.event == "change" else {
                        #expect(event.event == "error")
                        #expect(event.data.contains("SLOW_CONSUMER"))
                        #expect(try await source.next() == nil, "an error is the last event")
                        return (told, event.id)
                    }
                    #expect(event.data.contains(#""prevRevision":"\#(told)""#))
                    told += 1
                }
                throw StreamEnded()
            }
            #expect(told < newest)
            try await EventSource.with(port: port, target, lastEventID: lastID) { source in
                for revision in told..<newest {
                    let event = try #require(await source.next())
                    #expect(event.data.contains(#""prevRevision":"\#(revision)""#))
                }
            }
        }
    }

    @Test func aNodeThatStopsEndsTheStreamWithAnEvent() async throws {
        try await Self.withDoor { gateway, door, port in
            let room = try await gateway.makeRoom()
            let target = "/v1/rooms/\(room):watch"
            try await EventSource.with(port: port, target) { source in
                let token = try #require(await source.next()).id
                gateway.gateway.watches.stop()
                async let stopped: Void = door.stop(within: .seconds(10))
                let last = try #require(await source.next())
                #expect(last.event == "error")
                #expect(last.data.contains("SHUTTING_DOWN"))
                #expect(last.id == token)
                #expect(try await source.next() == nil)
                await stopped
            }
        }
    }

    private struct StreamEnded: Error {}
}
