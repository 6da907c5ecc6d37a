import RoomClient
import RoomProtocol
import RoomTestKit
import SwiftProtobuf
import Testing

/// The semantics of watches in the test kit: those of a cluster, one by one.
@Suite struct RoomTestWatchTests {
    private let rooms = RoomTestService()

    private func watch(
        _ edit: (inout Roomkeeper_V1_WatchRequest) -> Void
    ) -> RoomWatch.AsyncIterator {
        self.rooms.watch(.with(edit)).makeAsyncIterator()
    }

    @Test func aSnapshotComesFirstAndThenEveryChange() async throws {
        let room = try await self.rooms.open()
        var answers = self.watch { $0.roomIds = [room] }
        let first = try #require(try await answers.next())
        #expect(first.snapshot.room.info.title == "Tea")
        #expect(first.snapshot.room.revision == 1)
        // More than a watch for the latest would be told one by one.
        for turn in 2...20 { try await self.rooms.title("\(turn)", of: room) }
        for revision in UInt64(2)...20 {
            let change = try #require(try await answers.next()).change
            #expect(change.prevRevision == revision - 1)
            #expect(change.change.events.first?.infoUpdated.title == "\(revision)")
        }
    }

    @Test func whatRunsOutIsToldWithItsCause() async throws {
        let room = try await self.rooms.open()
        _ = try await self.rooms.change(room, .invite(.with { $0.userID = "ben" }))
        var answers = self.watch { $0.roomIds = [room] }
        _ = try await answers.next()
        self.rooms.advance(by: .seconds(60))
        let change = try #require(try await answers.next()).change
        #expect(change.change.cause == .expiry)
        #expect(change.change.events.map(\.type) == ["invite.expired"])
    }

    @Test func aReaderOfTheLatestThatSleepsGetsTheRoom() async throws {
        let room = try await self.rooms.open()
        var answers = self.watch {
            $0.roomIds = [room]
            $0.delivery = .latest
        }
        _ = try await answers.next()
        try await self.rooms.title("2", of: room)
        #expect(try await answers.next()?.change.change.revision == 2)
        for turn in 3...9 { try await self.rooms.title("\(turn)", of: room) }
        let whole = try #require(try await answers.next())
        #expect(whole.snapshot.room.revision == 9)
        #expect(whole.snapshot.room.info.title == "9")
    }

    /// More waits than a node keeps for a reader: it is cut off, and goes on by itself out of what
    /// the room keeps.
    @Test func aReaderOfEverythingThatSleepsGetsEverythingThatIsKept() async throws {
        let room = try await self.rooms.open()
        var answers = self.watch { $0.roomIds = [room] }
        _ = try await answers.next()
        for turn in 2...4200 { try await self.rooms.title("\(turn)", of: room) }
        for revision in UInt64(2)...4200 {
            let change = try #require(try await answers.next()).change
            guard change.prevRevision == revision - 1 else {
                Issue.record("\(change.change.revision) follows \(change.prevRevision)")
                return
            }
        }
    }

    @Test func whatIsNotKeptIsOutOfRange() async throws {
        let room = try await self.rooms.open()
        var answers = self.watch { $0.roomIds = [room] }
        let token = try #require(try await answers.next()).resumeToken
        for turn in 1...300 {
            try await self.rooms.title("\(turn)", of: room)
            self.rooms.advance(by: .seconds(60))
        }
        var late = self.watch {
            $0.roomIds = [room]
            $0.resumeToken = token
        }
        do throws(RoomClientError) {
            _ = try await late.next()
            Issue.record("a token of 300 minutes ago is good for nothing")
        } catch {
            #expect(error.reason == "OUT_OF_RANGE")
            #expect(error.metadata["newest_revision"] == "301")
        }
        #expect(try await late.next() == nil, "it is over")
    }

    @Test func progressIsToldWhenTheClockMovesAndNothingHappens() async throws {
        let room = try await self.rooms.open()
        var answers = self.watch {
            $0.roomIds = [room]
            $0.progressIntervalMs = 1000
        }
        let first = try #require(try await answers.next())
        self.rooms.advance(by: .milliseconds(1500))
        let progress = try #require(try await answers.next())
        #expect(progress.update == .progress(Roomkeeper_V1_Progress()))
        #expect(progress.groupTime == self.rooms.time)
        #expect(progress.resumeToken.count == first.resumeToken.count)
    }

    @Test func aFilterTellsWhatComesAndGoes() async throws {
        let room = try await self.rooms.open()
        var answers = self.watch { $0.filter.states = [.live] }
        #expect(try await answers.next()?.snapshot.room.roomID == room)
        let other = try await self.rooms.open(host: "ben")
        #expect(try await answers.next()?.change.change.roomID == other)
        _ = try await self.rooms.change(room, .pause(.init()))
        let left = try #require(try await answers.next())
        #expect(left.leftFilter.roomID == room)

        _ = try await self.rooms.change(other, .end(.init()))
        var again = self.watch {
            $0.filter.states = [.live]
            $0.resumeToken = left.resumeToken
        }
        #expect(try await again.next()?.leftFilter.roomID == other)
    }

    @Test func aRoomThatIsNotThereIsGone() async throws {
        var answers = self.watch { $0.roomIds = ["nowhere"] }
        #expect(try await answers.next()?.gone.roomID == "nowhere")
    }

    @Test func whatIsNoWatchIsRefusedAsByACluster() async throws {
        var answers = self.watch { _ in }
        await #expect(throws: RoomClientError.self) { try await answers.next() }
        var other = self.watch {
            $0.roomIds = ["a"]
            $0.resumeToken = "nonsense"
        }
        do throws(RoomClientError) {
            _ = try await other.next()
        } catch {
            #expect(error.metadata["field"] == "resume_token")
        }
    }

    @Test func aReaderThatIsCancelledStopsWaiting() async throws {
        let room = try await self.rooms.open()
        let rooms = self.rooms
        let (told, tell) = AsyncStream.makeStream(of: UInt64.self)
        let reading = Task {
            for try await answer in rooms.watch(.with { $0.roomIds = [room] }) {
                tell.yield(answer.snapshot.room.revision)
            }
        }
        #expect(await told.first { _ in true } == 1)
        reading.cancel()
        try await reading.value
    }
}
