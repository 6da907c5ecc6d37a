import Raft
import RoomProtocol
import RoomServer
import SwiftProtobuf
import Testing
import Watching

/// Watches on the native door: many answers under one id, beside other requests.
@Suite struct NativeDoorWatchTests {
    @Test func aWatchTellsTheRoomAndThenItsChanges() async throws {
        let fixture = try await NativeDoorFixture()
        try await fixture.run { fixture in
            let room = try await fixture.gateway.makeRoom()
            let client = try await NativeDoorClient.greeted(port: fixture.port)
            try await client.send(.watch(5, room))
            let first = try #require(await client.next())
            #expect(first.id == 5)
            #expect(first.watch.snapshot.room.roomID == room)
            #expect(first.watch.snapshot.room.revision == 1)
            #expect(first.watch.nodeID == FakeReplica.node.rawValue)
            #expect(!first.watch.resumeToken.isEmpty)

            _ = try await fixture.gateway.mutate(room, .pinProduct(.product("p2")))
            let second = try #require(await client.next())
            #expect(second.id == 5)
            #expect(second.watch.change.prevRevision == 1)
            #expect(second.watch.change.change.revision == 2)
            #expect(second.watch.change.change.events.map(\.type) == ["product.pinned"])
            #expect(
                second.watch.change.change.events.first?.productPinned.productID == "p2")
            try await client.close()
        }
    }

    @Test func aCancelledWatchEndsAndOtherRequestsGoOn() async throws {
        let fixture = try await NativeDoorFixture()
        try await fixture.run { fixture in
            let room = try await fixture.gateway.makeRoom()
            let client = try await NativeDoorClient.greeted(port: fixture.port)
            try await client.send(.watch(5, room))
            _ = await client.next()
            try await client.send(.cancelWatch(6, 5))
            let ended = try #require(await client.next())
            #expect(ended.id == 5)
            #expect(ended.reply == .watchEnded(Roomkeeper_V1_WatchEnded()))
            _ = try await fixture.gateway.mutate(room, .pinProduct(.product("p2")))
            try await client.send(.getRoom(7, room))
            let answer = try #require(await client.next())
            #expect(answer.id == 7)
            #expect(answer.getRoom.room.revision == 2)
            #expect(fixture.gateway.gateway.watches.watchers == 0)

            try await client.send(.cancelWatch(8, 5))
            let refusal = try #require(await client.next())
            #expect(refusal.id == 8)
            #expect(refusal.error.reason == "WATCH_NOT_FOUND")
            try await client.close()
        }
    }

    /// The second client comes with the token of the first and gets what happened in between.
    @Test func aWatchResumesBehindItsToken() async throws {
        let fixture = try await NativeDoorFixture()
        try await fixture.run { fixture in
            let room = try await fixture.gateway.makeRoom()
            let first = try await NativeDoorClient.greeted(port: fixture.port)
            try await first.send(.watch(1, room))
            let token = try #require(await first.next()).watch.resumeToken
            try await first.close()
            for product in ["p1", "p2", "p3"] {
                _ = try await fixture.gateway.mutate(room, .pinProduct(.product(product)))
            }
            let second = try await NativeDoorClient.greeted(port: fixture.port)
            try await second.send(.watch(1, room) { $0.resumeToken = token })
            for revision in UInt64(2)...4 {
                let answer = try #require(await second.next())
                #expect(answer.watch.change.change.revision == revision)
            }
            _ = try await fixture.gateway.mutate(room, .unpinProduct(.product("p1")))
            #expect(await second.next()?.watch.change.change.revision == 5)
            try await second.close()
        }
    }

    @Test func changesBehindARevisionAreTold() async throws {
        let fixture = try await NativeDoorFixture()
        try await fixture.run { fixture in
            let room = try await fixture.gateway.makeRoom()
            _ = try await fixture.gateway.mutate(room, .pinProduct(.product("p1")))
            _ = try await fixture.gateway.mutate(room, .pinProduct(.product("p2")))
            let client = try await NativeDoorClient.greeted(port: fixture.port)
            try await client.send(.watch(1, room) { $0.afterRevision = 1 })
            #expect(await client.next()?.watch.change.change.revision == 2)
            #expect(await client.next()?.watch.change.change.revision == 3)
            try await client.close()
        }
    }

    @Test func aFilterTellsRoomsThatComeAndGo() async throws {
        let fixture = try await NativeDoorFixture()
        try await fixture.run { fixture in
            let ana = try await fixture.gateway.makeRoom(host: "ana")
            let client = try await NativeDoorClient.greeted(port: fixture.port)
            try await client.send(.filter(1) { $0.filter.states = [.live] })
            #expect(await client.next()?.watch.snapshot.room.roomID == ana)
            let ben = try await fixture.gateway.makeRoom(host: "ben")
            let created = try #require(await client.next()).watch
            #expect(created.change.change.roomID == ben)
            #expect(created.change.prevRevision == 0)
            _ = try await fixture.gateway.mutate(ana, .pause(Roomkeeper_V1_Pause()))
            let left = try #require(await client.next()).watch
            #expect(left.leftFilter.roomID == ana)
            #expect(left.leftFilter.revision == 2)

            // Away from here: one room comes back, the other leaves.
            let token = left.resumeToken
            try await client.close()
            _ = try await fixture.gateway.mutate(ana, .resume(Roomkeeper_V1_Resume()))
            _ = try await fixture.gateway.mutate(ben, .end(Roomkeeper_V1_End()))
            let again = try await NativeDoorClient.greeted(port: fixture.port)
            try await again.send(
                .filter(1) {
                    $0.filter.states = [.live]
                    $0.resumeToken = token
                })
            var told: [String: String] = [:]
            for _ in 0..<2 {
                let answer = try #require(await again.next()).watch
                switch answer.update {
                case .snapshot(let snapshot): told[snapshot.room.roomID] = "snapshot"
                case .leftFilter(let left): told[left.roomID] = "left"
                default: Issue.record("unexpected \(answer)")
                }
            }
            #expect(told == [ana: "snapshot", ben: "left"])
            try await again.close()
        }
    }

    @Test func anIdleWatchTellsThatItLives() async throws {
        let fixture = try await NativeDoorFixture()
        try await fixture.run { fixture in
            let room = try await fixture.gateway.makeRoom()
            let client = try await NativeDoorClient.greeted(port: fixture.port)
            try await client.send(.watch(1, room) { $0.progressIntervalMs = 100 })
            _ = await client.next()
            let progress = try #require(await client.next()).watch
            #expect(progress.update == .progress(Roomkeeper_V1_Progress()))
            #expect(!progress.resumeToken.isEmpty)
            try await client.close()
        }
    }

    @Test func roomsThatAreNotThereAreTold() async throws {
        let fixture = try await NativeDoorFixture()
        try await fixture.run { fixture in
            let client = try await NativeDoorClient.greeted(port: fixture.port)
            try await client.send(.watch(1, "nowhere"))
            #expect(await client.next()?.watch.gone.roomID == "nowhere")
            try await client.close()
        }
    }

    @Test(arguments: [
        ("room_ids", Roomkeeper_V1_WatchRequest()),
        (
            "resume_token",
            .with {
                $0.roomIds = ["a"]
                $0.resumeToken = "nonsense"
            }
        ),
        (
            "after_revision",
            .with {
                $0.roomIds = ["a", "b"]
                $0.afterRevision = 1
            }
        ),
        (
            "progress_interval_ms",
            .with {
                $0.roomIds = ["a"]
                $0.progressIntervalMs = 1
            }
        ),
    ])
    func whatIsNoWatchIsRefused(_ field: String, _ request: Roomkeeper_V1_WatchRequest) async throws
    {
        let fixture = try await NativeDoorFixture()
        try await fixture.run { fixture in
            let client = try await NativeDoorClient.greeted(port: fixture.port)
            try await client.send(
                .with {
                    $0.id = 3
                    $0.watch = request
                })
            let refusal = try #require(await client.next())
            #expect(refusal.id == 3)
            #expect(refusal.error.reason == "INVALID_FIELD")
            #expect(refusal.error.metadata["field"] == field)
            try await client.close()
        }
    }

    @Test func aDoorThatStopsTellsWhereToGoOn() async throws {
        let fixture = try await NativeDoorFixture()
        let room = try await fixture.gateway.makeRoom()
        let client = try await NativeDoorClient.greeted(port: fixture.port)
        try await client.send(.watch(1, room))
        let token = try #require(await client.next()).watch.resumeToken
        async let stopped: Void = fixture.door.stop(within: .seconds(5))
        let last = try #require(await client.next())
        #expect(last.id == 1)
        #expect(last.error.reason == "SHUTTING_DOWN")
        #expect(last.error.metadata[Watcher.tokenKey] == token)
        await stopped
    }

    /// The client does not read: what it missed is not kept, and it gets the newest in the end.
    @Test func aReaderOfTheLatestThatSleepsGetsTheNewest() async throws {
        let fixture = try await NativeDoorFixture()
        try await fixture.run { fixture in
            let room = try await fixture.gateway.makeRoom()
            let client = try await NativeDoorClient(port: fixture.port, receives: false)
            try await client.send([.hello()])
            try await client.send(.watch(1, room) { $0.delivery = .latest })
            for turn in 0..<2000 {
                var update = Roomkeeper_V1_UpdateInfo()
                update.description_p = String(repeating: "d\(turn)", count: 400)
                _ = try await fixture.gateway.mutate(room, .updateInfo(update))
            }
            try await client.startReading()
            var newest: UInt64 = 0
            while newest < 2001, let answer = await client.next() {
                let watch = answer.watch
                newest = max(
                    newest, watch.snapshot.room.revision, watch.change.change.revision)
            }
            #expect(newest == 2001)
            try await client.close()
        }
    }
}

extension Roomkeeper_V1_ClientEnvelope {
    static func watch(
        _ id: UInt64, _ room: String, _ edit: (inout Roomkeeper_V1_WatchRequest) -> Void = { _ in }
    ) -> Roomkeeper_V1_ClientEnvelope {
        .with {
            $0.id = id
            $0.watch.roomIds = [room]
            edit(&$0.watch)
        }
    }

    static func filter(
        _ id: UInt64, _ edit: (inout Roomkeeper_V1_WatchRequest) -> Void
    ) -> Roomkeeper_V1_ClientEnvelope {
        .with {
            $0.id = id
            edit(&$0.watch)
        }
    }

    static func cancelWatch(_ id: UInt64, _ watch: UInt64) -> Roomkeeper_V1_ClientEnvelope {
        .with {
            $0.id = id
            $0.cancelWatch.watchID = watch
        }
    }
}
