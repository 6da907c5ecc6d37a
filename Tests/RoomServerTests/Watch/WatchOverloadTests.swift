import Dispatch
import NIOCore
import NIOPosix
import RoomProtocol
import RoomServer
import Testing
import Watching

/// Watches of every change on a node that cannot tell all of them as fast as their room changes.
///
/// The loop of the watches is held while the room is written, so that everything written comes in
/// one turn, whatever the machine is busy with.
@Suite struct WatchOverloadTests {
    /// Two watches of one room on one loop of their own, which may be told one update for each
    /// change together.
    private struct Stage {
        let fixture: GatewayFixture
        let loops: MultiThreadedEventLoopGroup
        let room: String

        func watch(
            _ edit: (inout Roomkeeper_V1_WatchRequest) -> Void = { _ in }
        ) async throws -> AsyncWatch {
            var request = Roomkeeper_V1_WatchRequest()
            request.roomIds = [self.room]
            edit(&request)
            return try await self.fixture.gateway.watch(request, on: self.loops.next())
        }

        /// Writes the room while nothing is told.
        func write(_ revisions: ClosedRange<Int>) async throws {
            let isOver = DispatchSemaphore(value: 0)
            self.loops.next().execute { isOver.wait() }
            defer { isOver.signal() }
            for revision in revisions { try await self.fixture.describe(self.room, revision) }
        }
    }

    /// The token of a watch that went away before the room came to revisions 2 to 5.
    private static func tokenBeforeFourChanges(_ stage: Stage) async throws -> String {
        let watch = try await stage.watch()
        let token = try await Self.expectSnapshot(of: watch)
        watch.cancel()
        for revision in 2...5 { try await stage.fixture.describe(stage.room, revision) }
        return token
    }

    private static func run(
        _ edit: (inout WatchHubLimits) -> Void, _ body: (Stage) async throws -> Void
    ) async throws {
        var limits = WatchHubLimits()
        limits.allowance.updates = 0
        edit(&limits)
        let fixture = try GatewayFixture(watchLimits: limits)
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let stage = Stage(fixture: fixture, loops: loops, room: try await fixture.makeRoom())
        try await body(stage)
        fixture.gateway.watches.stop()
        try await loops.shutdownGracefully()
    }

    /// Takes changes until the one of `revision`, which follow each other from `first` on.
    ///
    /// - Returns: the token of the last one.
    @discardableResult
    private static func expectChanges(
        _ revisions: ClosedRange<UInt64>, of watch: AsyncWatch
    ) async throws -> String {
        var next = revisions.lowerBound
        var token = ""
        while next <= revisions.upperBound {
            for update in try await watch.next().get() {
                let message = update.message()
                #expect(message.change.change.revision == next)
                #expect(message.change.prevRevision == next - 1)
                next += 1
                token = message.resumeToken
            }
        }
        #expect(next == revisions.upperBound + 1)
        return token
    }

    private static func expectSnapshot(of watch: AsyncWatch) async throws -> String {
        let message = try #require(try await watch.next().get().first).message()
        #expect(message.snapshot.room.revision == 1)
        return message.resumeToken
    }

    /// Of two watches the older one is told and the other falls behind: it ends with a word when to
    /// come back, and then misses nothing.
    @Test(arguments: ["changes", "bytes", "time"])
    func aWatchThatTheNodeCannotKeepUpWithEndsAndMissesNothing(_ bound: String) async throws {
        try await Self.run { limits in
            switch bound {
            case "changes": limits.backlogChanges = 29
            case "bytes": limits.backlogBytes = 1000
            default: limits.behindMilliseconds = 0
            }
        } _: { stage in
            let first = try await stage.watch()
            _ = try await Self.expectSnapshot(of: first)
            let second = try await stage.watch()
            let begun = try await Self.expectSnapshot(of: second)
            try await stage.write(2...31)
            try await Self.expectChanges(2...31, of: first)

            let error = expectError(await second.next())
            #expect(error.reason == "OVERLOADED")
            #expect(error.status == .unavailable)
            #expect(error.metadata[Watcher.tokenKey] == begun)
            #expect(WatchLimits.retryAfterMilliseconds.contains(error.retryAfterMs))
            let metrics = stage.fixture.gateway.watches.metrics
            #expect(metrics.sheds.value == 1)
            #expect(metrics.slowConsumers.value == 0)

            let again = try await stage.watch { $0.resumeToken = begun }
            try await Self.expectChanges(2...31, of: again)
            try await stage.write(32...32)
            try await Self.expectChanges(32...32, of: first)
        }
    }

    /// Within the bounds a watch that is behind is told in a later turn.
    @Test func aWatchThatIsBehindIsToldOnceThereIsTime() async throws {
        try await Self.run { _ in
        } _: { stage in
            let first = try await stage.watch()
            _ = try await Self.expectSnapshot(of: first)
            let second = try await stage.watch()
            _ = try await Self.expectSnapshot(of: second)
            try await stage.write(2...40)
            try await Self.expectChanges(2...40, of: first)
            try await Self.expectChanges(2...40, of: second)
            try await stage.write(41...50)
            try await Self.expectChanges(41...50, of: second)
            try await Self.expectChanges(41...50, of: first)
            #expect(stage.fixture.gateway.watches.metrics.sheds.value == 0)
        }
    }

    /// More than one slice tells, to two watches one after the other.
    @Test func aLargeTurnIsToldInSlicesAndInOrder() async throws {
        try await Self.run { limits in
            limits.allowance.updates = 2000
            limits.updatesPerSlice = 30
        } _: { stage in
            let first = try await stage.watch()
            _ = try await Self.expectSnapshot(of: first)
            let second = try await stage.watch()
            _ = try await Self.expectSnapshot(of: second)
            try await stage.write(2...1001)
            try await Self.expectChanges(2...1001, of: first)
            try await Self.expectChanges(2...1001, of: second)
        }
    }

    /// One for the latest does not count, and is not ended for what others are not told.
    @Test func aWatchForTheLatestIsToldWhateverTheOthersAreTold() async throws {
        try await Self.run {
            $0.backlogChanges = 10
        } _: { stage in
            let first = try await stage.watch()
            _ = try await Self.expectSnapshot(of: first)
            let second = try await stage.watch()
            _ = try await Self.expectSnapshot(of: second)
            let latest = try await stage.watch { $0.delivery = .latest }
            _ = try await Self.expectSnapshot(of: latest)
            try await stage.write(2...31)
            let told = try await latest.next().get().map { $0.message() }
            #expect(told.map(\.snapshot.room.revision) == [31])
            #expect(expectError(await second.next()).reason == "OVERLOADED")
            try await stage.write(32...32)
            let change = try await latest.next().get().map { $0.message() }
            #expect(change.map(\.change.change.revision) == [32])
        }
    }

    /// Two watches come back, and one may read what it missed: the other is sent away with the
    /// token that it brought.
    @Test func aReplayThatMustWaitForTooLongIsRefused() async throws {
        try await Self.run { limits in
            limits.replayedAtOnce = 1
            limits.replayedPerSecond = 0
            limits.behindMilliseconds = 0
        } _: { stage in
            let token = try await Self.tokenBeforeFourChanges(stage)
            let first = try await stage.watch { $0.resumeToken = token }
            try await Self.expectChanges(2...5, of: first)
            let second = try await stage.watch { $0.resumeToken = token }
            let error = expectError(await second.next())
            #expect(error.reason == "OVERLOADED")
            #expect(error.metadata[Watcher.tokenKey] == token)
            #expect(WatchLimits.retryAfterMilliseconds.contains(error.retryAfterMs))
        }
    }

    /// As when another node has stopped: nothing is written, and all of its watches come at once.
    @Test func manyWatchesResumeOnALoopThatIsIdle() async throws {
        try await Self.run {
            $0.allowance = WatchAllowance()
        } _: { stage in
            let token = try await Self.tokenBeforeFourChanges(stage)
            var watches: [AsyncWatch] = []
            // More than may be told without a pause at a thousand a second.
            for _ in 0..<1000 {
                watches.append(try await stage.watch { $0.resumeToken = token })
            }
            for watch in watches { try await Self.expectChanges(2...5, of: watch) }
            #expect(stage.fixture.gateway.watches.metrics.sheds.value == 0)
        }
    }

    @Test func replaysTakeTurnsUntilAllAreTold() async throws {
        try await Self.run { limits in
            limits.replayedAtOnce = 1
            limits.replayedPerSecond = 10_000
        } _: { stage in
            let token = try await Self.tokenBeforeFourChanges(stage)
            var watches: [AsyncWatch] = []
            for _ in 0..<20 {
                watches.append(try await stage.watch { $0.resumeToken = token })
            }
            for watch in watches { try await Self.expectChanges(2...5, of: watch) }
            #expect(stage.fixture.gateway.watches.metrics.sheds.value == 0)
        }
    }
}
