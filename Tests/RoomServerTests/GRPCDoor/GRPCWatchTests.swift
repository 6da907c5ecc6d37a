import GRPCCalls
import GRPCCore
import RoomProtocol
import RoomServer
import RoomState
import SwiftProtobuf
import Testing
import Watching

/// The server stream `Watch`, over a real channel of the library.
@Suite struct GRPCWatchTests {
    @Test func theRoomIsToldAndThenItsChangesAndATokenGoesOnBehindThem() async throws {
        try await GRPCDoorFixture.run { fixture in
            let gateway = fixture.gateway
            let room = try await gateway.makeRoom()
            let token = try await fixture.watch(.with { $0.roomIds = [room] }) { watch in
                #expect(try await watch.next()?.snapshot.room.revision == 1)
                try await gateway.describe(room, 2)
                let change = try #require(await watch.next())
                #expect(change.change.prevRevision == 1)
                #expect(change.change.change.events.map(\.type) == ["info.updated"])
                return change.resumeToken
            }
            try await Soon.holds("a watch that the client gave up ends") {
                gateway.gateway.watches.watchers == 0
            }
            for turn in 3...5 { try await gateway.describe(room, turn) }
            let again = Roomkeeper_V1_WatchRequest.with {
                $0.roomIds = [room]
                $0.resumeToken = token
            }
            try await fixture.watch(again) { watch in
                for revision in UInt64(3)...5 {
                    let change = try #require(await watch.next()).change
                    #expect(change.prevRevision == revision - 1)
                    #expect(change.change.revision == revision)
                }
                try await gateway.describe(room, 6)
                #expect(try await watch.next()?.change.change.revision == 6)
            }
        }
    }

    @Test func whatIsNotKeptIsOutOfRangeBeforeAnyDataAndTheLatestGoesOn() async throws {
        try await GRPCDoorFixture.run { fixture in
            let gateway = fixture.gateway
            let room = try await gateway.makeRoom()
            let token = try await fixture.watch(.with { $0.roomIds = [room] }) { watch in
                try #require(await watch.next()).resumeToken
            }
            for turn in 0..<300 {
                // A minute passes, so that only the number of changes keeps them.
                gateway.replica.setGroupTime(
                    FakeReplica.startTime.advanced(bySeconds: UInt64(60 * (turn + 1))))
                try await gateway.describe(room, turn)
            }
            let resumption = Roomkeeper_V1_WatchRequest.with {
                $0.roomIds = [room]
                $0.resumeToken = token
            }
            let refusal = try await CallRefusal.of {
                try await fixture.watch(resumption) { watch in _ = try await watch.next() }
            }
            #expect(refusal.code == .outOfRange)
            #expect(refusal.reason == "OUT_OF_RANGE")
            #expect(refusal.metadata["newest_revision"] == "301")

            var latest = resumption
            latest.delivery = .latest
            try await fixture.watch(latest) { watch in
                let told = try #require(await watch.next())
                #expect(told.snapshot.room.revision == 301)
            }
        }
    }

    @Test func aSlowReaderIsToldWhereItCanGoOn() async throws {
        var limits = WatchHubLimits()
        limits.watcher.pendingUpdates = 64
        try await GRPCDoorFixture.run(watchLimits: limits) { fixture in
            let gateway = fixture.gateway
            let room = try await gateway.makeRoom()
            let refusal = try await CallRefusal.of {
                try await fixture.watch(.with { $0.roomIds = [room] }) { watch in
                    _ = try await watch.next()
                    var turn = 0
                    while gateway.gateway.watches.metrics.slowConsumers.value == 0, turn < 3000 {
                        turn += 1
                        try await gateway.describe(room, turn, bytes: 2000)
                    }
                    while try await watch.next() != nil {}
                }
            }
            #expect(refusal.code == .resourceExhausted)
            #expect(refusal.reason == "SLOW_CONSUMER")
            let token = try #require(refusal.metadata[Watcher.tokenKey])
            let again = Roomkeeper_V1_WatchRequest.with {
                $0.roomIds = [room]
                $0.resumeToken = token
            }
            try await fixture.watch(again) { watch in
                let first = try #require(await watch.next()).change
                #expect(first.prevRevision > 1)
            }
        }
    }

    @Test func aNodeThatStopsSaysSo() async throws {
        try await GRPCDoorFixture.run { fixture in
            let gateway = fixture.gateway
            let room = try await gateway.makeRoom()
            let refusal = try await CallRefusal.of {
                try await fixture.watch(.with { $0.roomIds = [room] }) { watch in
                    _ = try await watch.next()
                    gateway.gateway.watches.stop()
                    _ = try await watch.next()
                }
            }
            #expect(refusal.code == .unavailable)
            #expect(refusal.reason == "SHUTTING_DOWN")
            #expect(refusal.metadata[Watcher.tokenKey] != nil)
        }
    }

    /// The library cancels calls when the door stops as it does when their time is over.
    @Test func aDoorThatStopsSaysSo() async throws {
        try await GRPCDoorFixture.run { fixture in
            let room = try await fixture.gateway.makeRoom()
            let refusal = try await CallRefusal.of {
                try await fixture.watch(.with { $0.roomIds = [room] }) { watch in
                    _ = try await watch.next()
                    await fixture.stop()
                    _ = try await watch.next()
                }
            }
            #expect(refusal.reason == "SHUTTING_DOWN")
            #expect(refusal.metadata[Watcher.tokenKey] != nil)
        }
    }

    /// A client that hears its own deadline from the node must not take it for a node that stops,
    /// and go on to the next one.
    @Test func aWatchThatIsOutOfTimeSaysSo() async throws {
        try await GRPCDoorFixture.run { fixture in
            let room = try await fixture.gateway.makeRoom()
            let refusal = try await CallRefusal.of {
                let request = Roomkeeper_V1_WatchRequest.with { $0.roomIds = [room] }
                try await fixture.watch(request, timeout: "100m") { watch in
                    while try await watch.next() != nil {}
                }
            }
            #expect(refusal.code == .deadlineExceeded)
            #expect(refusal.reason == "DEADLINE_EXCEEDED")
            #expect(refusal.metadata[Watcher.tokenKey] != nil)
        }
    }

    @Test func whatIsNoWatchIsRefused() async throws {
        try await GRPCDoorFixture.run { fixture in
            let refusal = try await CallRefusal.of {
                try await fixture.watch(Roomkeeper_V1_WatchRequest()) { watch in
                    _ = try await watch.next()
                }
            }
            #expect(refusal.code == .invalidArgument)
            #expect(refusal.metadata["field"] == "room_ids")
        }
    }
}
