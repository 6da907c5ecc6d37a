import RoomClient
import RoomProtocol
import RoomTestKit
import SwiftProtobuf
import Testing

/// What the tests of a client team look like: their own code, `Sale`, over rooms in memory.
@Suite struct SaleTests {
    @Test func aSaleIsReadyToStart() async throws {
        let rooms = RoomTestService()
        let sale = Sale(rooms: rooms)
        let id = try await sale.open(title: "Shoes", host: "anna", coHost: "ben")

        let room = try await sale.room(id)
        #expect(room.state == .live && room.hostID == "anna")
        #expect(room.stage.invites.map(\.userID) == ["ben"])
    }

    @Test func aCoHostWhoComesTooLateIsToldSo() async throws {
        // Half a minute passes in no time: the invitation runs out by the rules that ship, and the
        // reason is the word that a cluster gives.
        let rooms = RoomTestService()
        let sale = Sale(rooms: rooms)
        let id = try await sale.open(title: "Shoes", host: "anna", coHost: "ben")
        rooms.advance(by: .seconds(31))

        #expect(try await sale.accept(id, user: "ben") == .tooLate)
    }

    @Test func aLostAnswerDoesNotShowAProductTwice() async throws {
        // The change takes effect, its answer is lost, and the code under test sends it again.
        let rooms = RoomTestService()
        let sale = Sale(rooms: rooms)
        let id = try await sale.open(title: "Shoes", host: "anna", coHost: "ben")
        rooms.loseNextAnswer()
        try await sale.show(id, product: "sneaker")

        let room = try await sale.room(id)
        #expect(room.products.spotlight.productID == "sneaker")
        // Opened and shown: two changes, and not a third one.
        #expect(room.revision == 2)
    }
}
