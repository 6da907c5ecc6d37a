import NIOPosix
import Raft
import RoomProtocol
import RoomReplica
import RoomServer
import RoomState
import SwiftProtobuf
import Testing
import Watching

/// Watches over a gateway, as the asynchronous doors see them.
@Suite struct WatchHubTests {
    private static func watch(
        _ fixture: GatewayFixture, _ edit: (inout Roomkeeper_V1_WatchRequest) -> Void
    ) async throws -> AsyncWatch {
        try await fixture.gateway.watch(
            .with(edit), on: MultiThreadedEventLoopGroup.singleton.next())
    }

    /// Takes updates until `count` are there.
    private static func take(
        _ count: Int, of watch: AsyncWatch
    ) async throws -> [Roomkeeper_V1_WatchResponse] {
        var messages: [Roomkeeper_V1_WatchResponse] = []
        while messages.count < count {
            messages += try await watch.next().get().map { $0.message() }
        }
        return messages
    }

    @Test func severalRoomsAreToldInTheOrderOfTheLog() async throws {
        let fixture = try GatewayFixture()
        let ana = try await fixture.makeRoom(host: "ana")
        let ben = try await fixture.makeRoom(host: "ben")
        let watch = try await Self.watch(fixture) { $0.roomIds = [ben, ana] }
        let snapshots = try await Self.take(2, of: watch)
        #expect(snapshots.map(\.snapshot.room.roomID) == [ana, ben].sorted())
        var expected: [String] = []
        for turn in 0..<20 {
            let room = turn % 3 == 0 ? ana : ben
            var update = Roomkeeper_V1_UpdateInfo()
            update.title = "title \(turn)"
            _ = try await fixture.mutate(room, .updateInfo(update))
            expected.append(room)
        }
        let changes = try await Self.take(20, of: watch)
        #expect(changes.map(\.change.change.roomID) == expected)
        watch.cancel()
    }

    @Test func twoReadersGetTheSameBytesButForTheirTokens() async throws {
        let fixture = try GatewayFixture()
        let ana = try await fixture.makeRoom(host: "ana")
        let ben = try await fixture.makeRoom(host: "ben")
        let first = try await Self.watch(fixture) { $0.roomIds = [ana] }
        let second = try await Self.watch(fixture) { $0.roomIds = [ana, ben] }
        _ = try await Self.take(1, of: first)
        _ = try await Self.take(2, of: second)
        _ = try await fixture.mutate(ana, .pinProduct(.product("p1")))
        let one = try #require(try await first.next().get().first)
        let other = try #require(try await second.next().get().first)
        #expect(one.body == other.body)
        #expect(one.token != other.token)
        first.cancel()
        second.cancel()
    }

    @Test func aNodeThatStopsEndsItsWatchesAndTakesNoMore() async throws {
        let fixture = try GatewayFixture()
        let room = try await fixture.makeRoom()
        let watch = try await Self.watch(fixture) { $0.roomIds = [room] }
        let token = try await Self.take(1, of: watch)[0].resumeToken
        fixture.gateway.watches.stop()
        let error = expectError(await watch.next())
        #expect(error.reason == "SHUTTING_DOWN")
        #expect(error.metadata[Watcher.tokenKey] == token)
        let late = try await Self.watch(fixture) { $0.roomIds = [room] }
        #expect(expectError(await late.next()).reason == "SHUTTING_DOWN")
        #expect(fixture.gateway.watches.watchers == 0)
    }

    @Test func aNodeThatServesNoMoreTellsItsReadersWhyAndTakesNoMore() async throws {
        let fixture = try GatewayFixture()
        let room = try await fixture.makeRoom()
        let watch = try await Self.watch(fixture) { $0.roomIds = [room] }
        let token = try await Self.take(1, of: watch)[0].resumeToken
        for _ in 0..<2 { fixture.gateway.watches.refuse("this node was removed") }
        let error = expectError(await watch.next())
        #expect(error.reason == "NOT_READY")
        #expect(error.message.contains("this node was removed"))
        #expect(error.metadata[Watcher.tokenKey] == token)
        let late = try await Self.watch(fixture) { $0.roomIds = [room] }
        #expect(expectError(await late.next()).reason == "NOT_READY")
        #expect(fixture.gateway.watches.watchers == 0)
    }

    /// What happened between the old state and the snapshot is not known here, but in the rings.
    @Test func aNodeWhoseStateIsReplacedSendsItsReadersBackToTheirTokens() async throws {
        let fixture = try GatewayFixture()
        let room = try await fixture.makeRoom()
        let watch = try await Self.watch(fixture) { $0.roomIds = [room] }
        let token = try await Self.take(1, of: watch)[0].resumeToken
        _ = try await fixture.mutate(room, .pinProduct(.product("p1")))
        _ = try await Self.take(1, of: watch)
        fixture.gateway.watches.didReplace(
            through: fixture.replica.status.appliedIndex)
        #expect(expectError(await watch.next()).reason == "STATE_REPLACED")
        let again = try await Self.watch(fixture) {
            $0.roomIds = [room]
            $0.resumeToken = token
        }
        #expect(try await Self.take(1, of: again)[0].change.change.revision == 2)
        again.cancel()
    }

    @Test func aNodeThatMayNotServeTellsWhy() async throws {
        let fixture = try GatewayFixture()
        fixture.replica.mode = .fail(.notReady(reason: "it has not caught up"))
        let watch = try await Self.watch(fixture) { $0.roomIds = ["a"] }
        let error = expectError(await watch.next())
        #expect(error.reason == "NOT_READY")
        #expect(error.status == .unavailable)
    }

    @Test func aTokenAheadOfTheNodeIsWaitedFor() async throws {
        let fixture = try GatewayFixture()
        let room = try await fixture.makeRoom()
        let watch = try await Self.watch(fixture) { $0.roomIds = [room] }
        let token = try await Self.take(1, of: watch)[0].resumeToken
        watch.cancel()
        let again = try await Self.watch(fixture) {
            $0.roomIds = [room]
            $0.resumeToken = token
            $0.progressIntervalMs = 100
        }
        _ = try await Self.take(1, of: again)
        again.cancel()
        #expect(
            fixture.replica.reads.last.map {
                if case .atLeast(let index) = $0 { index.rawValue > 0 } else { false }
            } ?? false)
    }

    /// Ring and token: what is not kept any more is refused before any data.
    @Test func whatIsNotKeptIsOutOfRange() async throws {
        let fixture = try GatewayFixture()
        let room = try await fixture.makeRoom()
        let watch = try await Self.watch(fixture) { $0.roomIds = [room] }
        let token = try await Self.take(1, of: watch)[0].resumeToken
        watch.cancel()
        for turn in 0..<300 {
            // A minute passes, so that only the number of changes keeps them.
            fixture.replica.setGroupTime(
                FakeReplica.startTime.advanced(bySeconds: UInt64(60 * (turn + 1))))
            var update = Roomkeeper_V1_UpdateInfo()
            update.title = "title \(turn)"
            _ = try await fixture.mutate(room, .updateInfo(update))
        }
        let lossless = try await Self.watch(fixture) {
            $0.roomIds = [room]
            $0.resumeToken = token
        }
        let error = expectError(await lossless.next())
        #expect(error.reason == "OUT_OF_RANGE")
        #expect(error.status == .outOfRange)
        #expect(error.metadata["room_id"] == room)
        #expect(error.metadata[Watcher.tokenKey] == nil)

        let latest = try await Self.watch(fixture) {
            $0.roomIds = [room]
            $0.resumeToken = token
            $0.delivery = .latest
        }
        #expect(try await Self.take(1, of: latest)[0].snapshot.room.revision == 301)
        latest.cancel()

        let behind = try await Self.watch(fixture) {
            $0.roomIds = [room]
            $0.afterRevision = 200
        }
        let changes = try await Self.take(101, of: behind)
        #expect(changes.map(\.change.change.revision) == Array(201...301))
        behind.cancel()
    }
}
