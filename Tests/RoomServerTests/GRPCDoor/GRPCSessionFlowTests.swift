import GRPCCalls
import GRPCCore
import RoomProtocol
import RoomServer
import SwiftProtobuf
import Testing
import Watching

/// What a session holds for a client that does not read, and in which order it tells.
@Suite struct GRPCSessionFlowTests {
    /// The client sleeps while its room changes two thousand times: what it missed is not kept, and
    /// it gets the newest in the end.
    @Test func aReaderOfTheLatestThatSleepsGetsTheNewest() async throws {
        let changes = 2000
        try await GRPCDoorFixture.run(watchLimits: Self.limits(updates: 64)) { fixture in
            let gateway = fixture.gateway
            let room = try await gateway.makeRoom()
            try await fixture.session { session in
                session.send(.watch(1, room) { $0.delivery = .latest })
                _ = try await session.next()
                for turn in 0..<changes {
                    try await gateway.describe(room, turn, bytes: 2000)
                }
                var newest: UInt64 = 0
                var told = 0
                while newest < changes + 1, let answer = try await session.next() {
                    let watch = answer.watch
                    newest = max(
                        newest, watch.snapshot.room.revision, watch.change.change.revision)
                    told += 1
                }
                #expect(newest == changes + 1)
                // What fits into the session, the library and the network, and no more.
                #expect(told < 600, "\(told) updates were kept")
            }
        }
    }

    @Test func aSlowReaderOfEverythingIsCutOffAndGoesOnWhereItWas() async throws {
        try await GRPCDoorFixture.run(watchLimits: Self.limits(updates: 64)) { fixture in
            let gateway = fixture.gateway
            let room = try await gateway.makeRoom()
            try await fixture.session { session in
                session.send(.watch(1, room))
                var revision = try #require(await session.next()).watch.snapshot.room.revision
                var newest: UInt64 = 1
                while gateway.gateway.watches.metrics.slowConsumers.value == 0, newest < 3000 {
                    try await gateway.describe(room, Int(newest), bytes: 2000)
                    newest += 1
                }
                var token = ""
                while token.isEmpty {
                    let answer = try #require(await session.next())
                    guard case .error(let error) = answer.reply else {
                        #expect(answer.watch.change.prevRevision == revision)
                        revision = answer.watch.change.change.revision
                        continue
                    }
                    #expect(error.reason == "SLOW_CONSUMER")
                    token = try #require(error.metadata[Watcher.tokenKey])
                }
                #expect(revision < newest)
                session.send(.watch(2, room) { [token] in $0.resumeToken = token })
                while revision < newest {
                    let answer = try #require(await session.next())
                    #expect(answer.id == 2)
                    #expect(answer.watch.change.prevRevision == revision)
                    revision = answer.watch.change.change.revision
                }
            }
        }
    }

    /// A thousand updates wait for the client when it asks for a room: the answer overtakes all but
    /// those that are on their way.
    @Test func anAnswerDoesNotWaitBehindWatches() async throws {
        let changes = 1000
        try await GRPCDoorFixture.run { fixture in
            let gateway = fixture.gateway
            let room = try await gateway.makeRoom()
            try await fixture.session { session in
                session.send(.watch(1, room))
                _ = try await session.next()
                for turn in 0..<changes {
                    try await gateway.describe(room, turn, bytes: 2000)
                }
                let reads = gateway.replica.reads.count
                session.send(.getRoom(2, room))
                try await Soon.holds("the call has begun") { gateway.replica.reads.count > reads }
                // Behind it on the replica's one thread, so its answer waits to be written now.
                _ = try await gateway.room(room)
                var toldBefore = 0
                while let answer = try await session.next(), answer.id != 2 { toldBefore += 1 }
                #expect(toldBefore < 400, "\(toldBefore) updates went before the answer")
            }
        }
    }

    /// An envelope above the limit ends the stream, but in words.
    @Test func aMessageThatIsTooLargeIsRefusedWithTheLimit() async throws {
        try await GRPCDoorFixture.run { fixture in
            let gateway = fixture.gateway
            let room = try await gateway.makeRoom()
            let refusal = try await CallRefusal.of {
                try await fixture.session { session in
                    session.send(.watch(1, room), .getRoom(2, room))
                    _ = try await session.next()
                    _ = try await session.next()
                    session.send(
                        .with {
                            $0.id = 3
                            $0.mutate = .mutation(of: room, .pinProduct(.product("p1")))
                            $0.mutate.requestID = String(repeating: "x", count: 5 << 20)
                        })
                    while try await session.next() != nil {}
                }
            }
            #expect(refusal.code == .resourceExhausted)
            #expect(refusal.reason == "INVALID_FIELD")
            #expect(refusal.metadata["field"] == "request")
            #expect(refusal.metadata["limit"] == "at most \(4 << 20) bytes")
            #expect(gateway.replica.proposals == 1)
            try await Soon.holds("the session's watch ends") {
                gateway.gateway.watches.watchers == 0
            }
        }
    }

    /// The client's window is full when it says too much: the refusal waits behind what the client
    /// has not read, however long it sleeps.
    @Test func aRefusalWaitsForAClientThatReadsLate() async throws {
        try await GRPCDoorFixture.run { fixture in
            let gateway = fixture.gateway
            let room = try await gateway.makeRoom()
            let refusal = try await CallRefusal.of {
                try await fixture.session { session in
                    session.send(.watch(1, room))
                    _ = try await session.next()
                    for turn in 0..<500 { try await gateway.describe(room, turn, bytes: 2000) }
                    session.send(
                        .with {
                            $0.id = 2
                            $0.settle.requestID = String(repeating: "x", count: 5 << 20)
                        })
                    try await Soon.holds("the session's watch ends") {
                        gateway.gateway.watches.watchers == 0
                    }
                    while try await session.next() != nil {}
                }
            }
            #expect(refusal.code == .resourceExhausted)
            #expect(refusal.metadata["field"] == "request")
        }
    }

    /// Two rooms on a connection that sleeps: the watch of the one that changes all the time gives
    /// way when both hold too much together, and the other one goes on.
    @Test func whatAConnectionHoldsHasABoundAndTheGreatestGivesWay() async throws {
        var limits = WatchHubLimits()
        limits.connectionBytes = 100_000
        try await GRPCDoorFixture.run(watchLimits: limits) { fixture in
            let gateway = fixture.gateway
            let hot = try await gateway.makeRoom(host: "hot")
            let calm = try await gateway.makeRoom(host: "calm")
            try await fixture.session { session in
                session.send(.watch(1, hot), .watch(2, calm))
                for _ in 0..<2 { _ = try await session.next() }
                var turn = 0
                while gateway.gateway.watches.metrics.slowConsumers.value == 0, turn < 3000 {
                    turn += 1
                    try await gateway.describe(hot, turn, bytes: 2000)
                }
                try await gateway.describe(calm, 1)
                var calmRevision: UInt64 = 1
                var end: Roomkeeper_V1_Error?
                while end == nil || calmRevision < 2 {
                    let answer = try #require(await session.next())
                    if answer.id == 2 { calmRevision = answer.watch.change.change.revision }
                    guard case .error(let error) = answer.reply else { continue }
                    #expect(answer.id == 1)
                    end = error
                }
                #expect(end?.reason == "SLOW_CONSUMER")
                #expect(end?.metadata["limit_bytes"] == "100000")
                #expect(end?.metadata[Watcher.tokenKey] != nil)
                #expect(gateway.gateway.watches.watchers == 1)
            }
        }
    }

    /// More than may wait is to be read before all of these have begun: they begin as the client
    /// reads, and none is cut off for it.
    @Test func manyWatchesOfLargeRoomsBeginAsTheClientReads() async throws {
        let watchCount: UInt64 = 200
        let connectionBytes = 1 << 20
        var limits = WatchHubLimits()
        limits.connectionBytes = connectionBytes
        try await GRPCDoorFixture.run(watchLimits: limits) { fixture in
            let gateway = fixture.gateway
            let products = (100..<200).map { String(repeating: "p", count: 61) + String($0) }
            let room = try await gateway.makeRoom(products: products)
            try await fixture.session { session in
                for id in 1...watchCount { session.send(.watch(id, room)) }
                try await Soon.holds("all have begun") {
                    gateway.gateway.watches.watchers == watchCount
                }
                _ = try await gateway.room(room)
                var told: Set<UInt64> = []
                var bytes = 0
                while told.count < watchCount {
                    let answer = try #require(await session.next())
                    #expect(answer.watch.snapshot.room.revision == 1, "\(answer.error)")
                    told.insert(answer.id)
                    bytes += try answer.serializedData().count
                }
                #expect(bytes > 2 * connectionBytes)
            }
            #expect(gateway.gateway.watches.metrics.slowConsumers.value == 0)
        }
    }

    private static func limits(updates: Int) -> WatchHubLimits {
        var limits = WatchHubLimits()
        limits.watcher.pendingUpdates = updates
        return limits
    }
}
