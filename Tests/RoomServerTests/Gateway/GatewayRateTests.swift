import RoomProtocol
import RoomServer
import RoomState
import Testing

@Suite struct GatewayRateTests {
    private static let room = RoomID("1")!
    private static let other = RoomID("2")!

    @Test func aBurstIsTwoSecondsOfChangesAndThenTheRateHolds() throws {
        let rates = RoomRates(rate: 10)
        let start = ContinuousClock.now
        for _ in 0..<20 {
            #expect(rates.admit(Self.room, at: start) == nil)
        }
        let error = try #require(rates.admit(Self.room, at: start))
        #expect(error.reason == "RATE_LIMITED")
        #expect(error.status == .resourceExhausted)
        #expect(error.outcome == .notApplied)
        #expect(error.metadata["room_id"] == "1")
        // The delay that is told is enough, and hardly more than enough.
        #expect((100...102).contains(error.retryAfterMs))
        #expect(rates.admit(Self.room, at: start.advanced(by: .milliseconds(99))) != nil)
        #expect(rates.admit(Self.room, at: start.advanced(by: .milliseconds(101))) == nil)
        #expect(rates.admit(Self.room, at: start.advanced(by: .milliseconds(101))) != nil)
    }

    @Test func roomsDoNotHoldEachOtherBack() {
        let rates = RoomRates(rate: 1)
        let start = ContinuousClock.now
        for room in [Self.room, Self.other] {
            #expect(rates.admit(room, at: start) == nil)
            #expect(rates.admit(room, at: start) == nil)
            #expect(rates.admit(room, at: start) != nil)
        }
    }

    @Test func theTableIsBoundedAndARoomBeyondItIsNotHeldBack() {
        let rates = RoomRates(rate: 1, rooms: 1)
        let start = ContinuousClock.now
        #expect(rates.admit(Self.room, at: start) == nil)
        for _ in 0..<5 {
            #expect(rates.admit(Self.other, at: start) == nil)
        }
        // Once the first room's burst is whole again its place is free.
        let later = start.advanced(by: .seconds(3))
        for _ in 0..<2 {
            #expect(rates.admit(Self.other, at: later) == nil)
        }
        #expect(rates.admit(Self.other, at: later) != nil)
    }

    @Test func aChangeOverTheRateIsNotProposed() async throws {
        let fixture = try GatewayFixture(roomRate: 1)
        let id = try await fixture.makeRoom()
        _ = try await fixture.mutate(id, .pause(.init()))
        _ = try await fixture.mutate(id, .resume(.init()))
        let proposals = fixture.replica.proposals
        let error = expectError(await fixture.mutate(.mutation(of: id, .pause(.init()))))
        #expect(error.reason == "RATE_LIMITED")
        #expect(error.retryAfterMs > 0)
        #expect(fixture.replica.proposals == proposals)
        // Creations are of no room yet.
        _ = try await fixture.makeRoom(host: "bo")
    }
}
