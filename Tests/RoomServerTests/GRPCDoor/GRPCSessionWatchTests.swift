import GRPCCalls
import GRPCCore
import RoomProtocol
import RoomServer
import SwiftProtobuf
import Testing
import Watching

/// Watches in `Session` streams, over a real channel of the library.
@Suite struct GRPCSessionWatchTests {
    @Test func aWatchTellsTheRoomAndThenItsChangesBesideCalls() async throws {
        try await GRPCDoorFixture.run { fixture in
            let gateway = fixture.gateway
            let room = try await gateway.makeRoom()
            try await fixture.session { session in
                session.send(.watch(5, room))
                let first = try #require(await session.next())
                #expect(first.id == 5)
                #expect(first.watch.snapshot.room.revision == 1)
                #expect(!first.watch.resumeToken.isEmpty)

                // A write through the same stream is answered, and told to the watch.
                session.send(
                    .with {
                        $0.id = 6
                        $0.mutate = .mutation(of: room, .pinProduct(.product("p2")))
                    })
                var answers: [UInt64: Roomkeeper_V1_ServerEnvelope] = [:]
                while answers.count < 2, let answer = try await session.next() {
                    answers[answer.id] = answer
                }
                #expect(answers[6]?.mutate.revision == 2)
                #expect(answers[5]?.watch.change.prevRevision == 1)
                #expect(
                    answers[5]?.watch.change.change.events.map(\.type) == ["product.pinned"])
            }
        }
    }

    /// Each room is watched several times over, while calls go on in between: every watch is told
    /// every change of its room, in order, under its own id.
    @Test func manyWatchesOfOneSessionAreToldEverythingOnce() async throws {
        let watchCount = 400
        let roomCount = 8
        let turns = 25
        try await GRPCDoorFixture.run { fixture in
            let gateway = fixture.gateway
            var rooms: [String] = []
            for number in 0..<roomCount {
                rooms.append(try await gateway.makeRoom(host: "host\(number)"))
            }
            let all = rooms
            try await fixture.session { session in
                for id in 1...watchCount {
                    session.send(.watch(UInt64(id), all[id % roomCount]))
                }
                var revisions: [UInt64: UInt64] = [:]
                while revisions.count < watchCount {
                    let answer = try #require(await session.next())
                    revisions[answer.id] = answer.watch.snapshot.room.revision
                }
                async let written: Void = {
                    for turn in 0..<turns {
                        for room in all { try await gateway.describe(room, turn) }
                    }
                }()
                for call in 0..<100 { session.send(.getRoom(UInt64(10_000 + call), all[0])) }
                var answered = 0
                let newest = UInt64(1 + turns)
                var unfinished = watchCount
                while unfinished > 0 || answered < 100 {
                    let answer = try #require(await session.next())
                    if answer.id >= 10_000 {
                        #expect(answer.getRoom.room.roomID == all[0])
                        answered += 1
                        continue
                    }
                    let change = answer.watch.change
                    #expect(change.change.roomID == all[Int(answer.id) % roomCount])
                    #expect(change.prevRevision == revisions[answer.id])
                    revisions[answer.id] = change.change.revision
                    if change.change.revision == newest { unfinished -= 1 }
                }
                try await written
            }
            try await Soon.holds("the watches of a client that is gone end") {
                gateway.gateway.watches.watchers == 0
            }
        }
    }

    @Test func aCancelledWatchEndsBehindWhatItToldAndItsIDIsFreeAgain() async throws {
        try await GRPCDoorFixture.run { fixture in
            let gateway = fixture.gateway
            let room = try await gateway.makeRoom()
            try await fixture.session { session in
                session.send(.watch(5, room))
                _ = try await session.next()
                session.send(.watch(5, room), .cancelWatch(6, 5), .cancelWatch(7, 5))
                var answers: [Roomkeeper_V1_ServerEnvelope] = []
                for _ in 0..<3 { answers.append(try #require(await session.next())) }
                let ended = answers.filter { $0.reply == .watchEnded(Roomkeeper_V1_WatchEnded()) }
                #expect(ended.map(\.id) == [5])
                let inUse = answers.filter { $0.error.metadata["field"] == "id" }
                #expect(inUse.map(\.id) == [5])
                let unknown = answers.filter { $0.error.reason == "WATCH_NOT_FOUND" }
                #expect(unknown.map(\.id) == [7])
                #expect(gateway.gateway.watches.watchers == 0)

                _ = try await gateway.mutate(room, .pinProduct(.product("p2")))
                session.send(.watch(5, room))
                #expect(try await session.next()?.watch.snapshot.room.revision == 2)
            }
        }
    }

    @Test func whatIsNoWatchIsRefusedUnderItsIDAndTheSessionGoesOn() async throws {
        try await GRPCDoorFixture.run { fixture in
            let room = try await fixture.gateway.makeRoom()
            try await fixture.session { session in
                session.send(.watch(1, room) { $0.resumeToken = "nonsense" })
                let refusal = try #require(await session.next())
                #expect(refusal.id == 1)
                #expect(refusal.error.metadata["field"] == "resume_token")
                session.send(.getRoom(2, room))
                #expect(try await session.next()?.getRoom.room.roomID == room)
            }
        }
    }

    /// Closing its side, a client says that it wants to hear answers and no more news.
    @Test func watchesEndWhenTheClientHasSaidAll() async throws {
        try await GRPCDoorFixture.run { fixture in
            let gateway = fixture.gateway
            let room = try await gateway.makeRoom()
            try await fixture.session { session in
                session.send(.watch(1, room))
                _ = try await session.next()
                session.send(.getRoom(2, room))
                session.finish()
                #expect(try await session.next()?.id == 2)
                #expect(try await session.next() == nil)
            }
            #expect(gateway.gateway.watches.watchers == 0)
        }
    }

    /// Its watches are told where to go on, and the stream does not end as if all were said.
    @Test func aSessionThatIsOutOfTimeSaysSo() async throws {
        try await GRPCDoorFixture.run { fixture in
            let room = try await fixture.gateway.makeRoom()
            let refusal = try await CallRefusal.of {
                try await fixture.session(timeout: "100m") { session in
                    session.send(.watch(1, room))
                    #expect(try await session.next()?.watch.snapshot.room.revision == 1)
                    let end = try #require(await session.next())
                    #expect(end.error.reason == "DEADLINE_EXCEEDED")
                    #expect(end.error.metadata[Watcher.tokenKey] != nil)
                    while try await session.next() != nil {}
                }
            }
            #expect(refusal.code == .deadlineExceeded)
            #expect(refusal.reason == "DEADLINE_EXCEEDED")
        }
    }

    @Test func aNodeThatStopsTellsEveryWatchWhereToGoOn() async throws {
        try await GRPCDoorFixture.run { fixture in
            let gateway = fixture.gateway
            let room = try await gateway.makeRoom()
            try await fixture.session { session in
                var tokens: [UInt64: String] = [:]
                session.send(.watch(1, room), .watch(2, room))
                for _ in 0..<2 {
                    let answer = try #require(await session.next())
                    tokens[answer.id] = answer.watch.resumeToken
                }
                await fixture.stop()
                for _ in 0..<2 {
                    let end = try #require(await session.next())
                    #expect(end.error.reason == "SHUTTING_DOWN")
                    #expect(end.error.metadata[Watcher.tokenKey] == tokens[end.id])
                }
                #expect(try await session.next() == nil)
            }
            #expect(gateway.gateway.watches.watchers == 0)
        }
    }
}
