import RoomProtocol
import RoomServer
import RoomState
import Synchronization
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
        let proposals = fixture.replica.proposals
        let refusals = Refusals()
        // In one go, so that no second passes in between on however busy a machine.
        for _ in 0..<8 {
            fixture.gateway.mutate(
                .mutation(of: id, .pause(.init())), caller: "tests", deadline: .now + .seconds(5)
            ) { reply in
                if case .failure(let error) = reply.resolve() { refusals.add(error) }
            }
        }
        let refused = refusals.all.filter { $0.reason == "RATE_LIMITED" }
        #expect(refused.count >= 5)
        #expect(refused.allSatisfy { $0.retryAfterMs > 0 })
        #expect(fixture.replica.proposals + refused.count == proposals + 8)
        // Creations are of no room yet.
        _ = try await fixture.makeRoom(host: "bo")
    }

    /// What calls were refused with.
    private final class Refusals: Sendable {
        private let errors = Mutex<[Roomkeeper_V1_Error]>([])

        var all: [Roomkeeper_V1_Error] { self.errors.withLock { $0 } }

        func add(_ error: Roomkeeper_V1_Error) {
            self.errors.withLock { $0.append(error) }
        }
    }
}
