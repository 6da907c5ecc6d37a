import RoomClient
import RoomProtocol
import SwiftProtobuf

/// The code of an imagined client team: it takes any `RoomService`, a `RoomClient` in production.
struct Sale<Rooms: RoomService> {
    enum Answer: Equatable {
        case seated
        case tooLate
    }

    let rooms: Rooms

    /// Opens a room and invites the co-host, as one change.
    func open(title: String, host: String, coHost: String) async throws -> String {
        var create = Roomkeeper_V1_Create()
        create.ownerID = host
        create.info.title = title
        create.start = true
        var invite = Roomkeeper_V1_InviteUser()
        invite.userID = coHost
        var request = Roomkeeper_V1_MutateRequest()
        request.operations = [.with { $0.create = create }, .with { $0.invite = invite }]
        return try await self.change(request).roomID
    }

    func accept(_ room: String, user: String) async throws -> Answer {
        var accept = Roomkeeper_V1_AcceptInvite()
        accept.userID = user
        var request = Roomkeeper_V1_MutateRequest()
        request.roomID = room
        request.actorID = user
        request.operations = [.with { $0.acceptInvite = accept }]
        do {
            _ = try await self.change(request)
            return .seated
        } catch let error as RoomClientError
            where ["INVITE_EXPIRED", "INVITE_NOT_FOUND"].contains(error.reason)
        {
            return .tooLate
        }
    }

    func show(_ room: String, product: String) async throws {
        var spotlight = Roomkeeper_V1_SetSpotlight()
        spotlight.productID = product
        spotlight.product.title = product
        var request = Roomkeeper_V1_MutateRequest()
        request.roomID = room
        request.operations = [.with { $0.setSpotlight = spotlight }]
        // Both chosen before the first attempt and kept, so that a repetition never acts twice.
        request.requestID = "show-\(product)"
        request.notAfter = try await self.read(room).groupTime
        request.notAfter.seconds += 60
        _ = try await self.change(request)
    }

    func room(_ id: String) async throws -> Roomkeeper_V1_Room {
        try await self.read(id).room
    }

    private func read(_ id: String) async throws -> Roomkeeper_V1_GetRoomResponse {
        var request = Roomkeeper_V1_GetRoomRequest()
        request.roomID = id
        return try await self.rooms.getRoom(request)
    }

    /// Sends a change; one that carries its own id until its outcome is known.
    private func change(
        _ request: Roomkeeper_V1_MutateRequest
    ) async throws -> Roomkeeper_V1_MutateResponse {
        while true {
            switch await self.rooms.mutate(request) {
            case .ok(let response): return response
            case .rejected(let error): throw error
            case .unknown(let error):
                guard !request.requestID.isEmpty else { throw error }
            }
        }
    }
}
