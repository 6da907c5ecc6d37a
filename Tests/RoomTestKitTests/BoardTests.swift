import RoomClient
import RoomProtocol
import RoomTestKit
import SwiftProtobuf
import Testing

/// Tests of the imagined client team, of the board that follows a room.
@Suite struct BoardTests {
    private let rooms = RoomTestService()

    @Test func whatIsPinnedIsShownInOrder() async throws {
        let room = try await self.rooms.open()
        var board = Board(rooms: self.rooms, room: room)
        try await board.follow(until: 1)
        #expect(board.pinned.isEmpty)
        for product in ["tea", "cup", "pot"] { try await self.rooms.pin(product, in: room) }
        try await self.rooms.unpin("cup", in: room)
        try await board.follow(until: 5)
        #expect(board.pinned == ["tea", "pot"])
        #expect(board.beginnings == 1)
    }

    @Test func aRestartedBoardGoesOnBehindWhatItStored() async throws {
        let room = try await self.rooms.open()
        var board = Board(rooms: self.rooms, room: room)
        try await self.rooms.pin("tea", in: room)
        try await board.follow(until: 2)
        try await self.rooms.pin("cup", in: room)
        try await self.rooms.unpin("tea", in: room)

        var restarted = Board(restarting: board)
        try await restarted.follow(until: 4)
        #expect(restarted.pinned == ["cup"])
        #expect(restarted.beginnings == 0, "nothing was missed")
    }

    /// Nobody keeps what happened during a long night: the board begins anew.
    @Test func aBoardThatWasAwayForLongBeginsAnew() async throws {
        let room = try await self.rooms.open()
        var board = Board(rooms: self.rooms, room: room)
        try await board.follow(until: 1)
        for turn in 1...300 {
            try await self.rooms.title("\(turn)", of: room)
            self.rooms.advance(by: .seconds(60))
        }
        try await self.rooms.pin("tea", in: room)
        var restarted = Board(restarting: board)
        try await restarted.follow(until: 302)
        #expect(restarted.pinned == ["tea"])
        #expect(restarted.beginnings == 1)
    }

    @Test func aBoardDoesNotNoticeThatItsNodeDied() async throws {
        let room = try await self.rooms.open()
        let rooms = self.rooms
        async let shown = {
            var board = Board(rooms: rooms, room: room)
            try await board.follow(until: 4)
            return board
        }()
        try await self.rooms.pin("tea", in: room)
        self.rooms.interruptWatches()
        try await self.rooms.pin("cup", in: room)
        self.rooms.interruptWatches()
        try await self.rooms.pin("pot", in: room)
        let board = try await shown
        #expect(board.pinned == ["tea", "cup", "pot"])
        #expect(board.beginnings <= 1)
    }
}

/// What the team's tests do to rooms.
extension RoomTestService {
    func open(host: String = "anna") async throws -> String {
        try await self.change(
            nil,
            .create(
                .with { create in
                    create.ownerID = host
                    create.info.title = "Tea"
                    create.start = true
                }))
    }

    func pin(_ product: String, in room: String) async throws {
        _ = try await self.change(
            room,
            .pinProduct(
                .with { pin in
                    pin.productID = product
                    pin.product.title = product
                }))
    }

    func unpin(_ product: String, in room: String) async throws {
        _ = try await self.change(room, .unpinProduct(.with { $0.productID = product }))
    }

    func title(_ title: String, of room: String) async throws {
        _ = try await self.change(room, .updateInfo(.with { $0.title = title }))
    }

    func change(
        _ room: String?, _ operation: Roomkeeper_V1_Operation.OneOf_Op
    ) async throws -> String {
        let outcome = await self.mutate(
            .with { request in
                request.roomID = room ?? ""
                request.operations = [.with { $0.op = operation }]
            })
        switch outcome {
        case .ok(let response): return response.roomID
        case .rejected(let error), .unknown(let error): throw error
        }
    }
}
