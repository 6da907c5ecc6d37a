import RoomClient
import RoomProtocol
import RoomTestKit
import SwiftProtobuf
import Testing

/// What of a cluster the test service does besides changes and reads of one room.
@Suite struct RoomTestServiceTests {
    private let rooms = RoomTestService()

    @Test func aHostWhoIsNotHeardOfIsLostAndTheRoomEndsAfterItsGrace() async throws {
        let id = try await self.create { create in
            create.settings.presenceMode = .heartbeat
            create.settings.presenceTtlSeconds = 15
            create.settings.pauseGraceSeconds = 60
        }
        var heartbeat = Roomkeeper_V1_HeartbeatRequest()
        heartbeat.presences = [
            .with {
                $0.roomID = id
                $0.userID = "anna"
            }
        ]
        for _ in 1...4 {
            self.rooms.advance(by: .seconds(10))
            let answer = try await self.rooms.heartbeat(heartbeat)
            #expect(answer.items.first?.present.presenceTtlSeconds == 15)
        }
        #expect(try await self.room(id).state == .live)

        // Nothing is heard for a time to live, and nobody resumes the room within the grace.
        let lastHeard = self.rooms.time.seconds
        self.rooms.advance(by: .seconds(200))
        let room = try await self.room(id)
        #expect(room.state == .ended && room.stateReason == .hostTimeout)
        #expect(room.endedAt.seconds == lastHeard + 15 + 60)
        let late = try await self.rooms.heartbeat(heartbeat)
        #expect(late.items.first?.error.reason == "ROOM_ENDED")
    }

    @Test func aRequestThatNeverCameIsSettledAsVoidForGood() async throws {
        let id = try await self.create { _ in }
        var end = Roomkeeper_V1_MutateRequest()
        end.roomID = id
        end.operations = [.with { $0.end = Roomkeeper_V1_End() }]
        end.requestID = "end-1"
        end.notAfter = self.rooms.time
        end.notAfter.seconds += 30
        var settle = Roomkeeper_V1_SettleRequest()
        settle.roomID = id
        settle.requestID = end.requestID
        settle.notAfter = end.notAfter

        let answer = try await self.rooms.settle(settle)
        #expect(answer.outcome == .voided(Roomkeeper_V1_Voided()))
        guard case .rejected(let error) = await self.rooms.mutate(end) else {
            Issue.record("a request that was voided took effect")
            return
        }
        #expect(error.reason == "REQUEST_EXPIRED" && error.outcome == .notApplied)
        #expect(try await self.room(id).state == .live)
    }

    @Test func roomsAreFoundByWhatIsInThemAndTellTheirChanges() async throws {
        let id = try await self.create { $0.info.tags = ["shoes"] }
        var invite = Roomkeeper_V1_MutateRequest()
        invite.roomID = id
        invite.operations = [.with { $0.invite = .with { $0.userID = "ben" } }]
        _ = await self.rooms.mutate(invite)

        let listed = try await self.rooms.listRooms(.with { $0.tag = "shoes" })
        #expect(listed.rooms.map(\.roomID) == [id])
        let found = try await self.rooms.findRooms(.with { $0.invitedUserID = "ben" })
        #expect(found.rooms.map(\.roomID) == [id])
        let deadlines = try await self.rooms.listDeadlines(.with { $0.roomID = id })
        #expect(deadlines.deadlines.map(\.kind) == [.invite])
        let events = try await self.rooms.listRoomEvents(.with { $0.roomID = id })
        #expect(events.changes.map(\.revision) == [1, 2])
        let batch = try await self.rooms.batchGetRooms(.with { $0.roomIds = [id, "nope"] })
        #expect(batch.items.map(\.error.reason) == ["", "ROOM_NOT_FOUND"])
    }

    @Test func aDryRunTellsWhatWouldHappenAndChangesNothing() async throws {
        let id = try await self.create { _ in }
        var pause = Roomkeeper_V1_MutateRequest()
        pause.roomID = id
        pause.operations = [.with { $0.pause = Roomkeeper_V1_Pause() }]
        pause.validateOnly = true
        guard case .ok(let response) = await self.rooms.mutate(pause) else {
            Issue.record("a dry run was refused")
            return
        }
        #expect(response.validation.wouldApply && response.validation.wouldChange)
        #expect(try await self.room(id).state == .live)
    }

    private func create(
        _ prepare: (inout Roomkeeper_V1_Create) -> Void
    ) async throws -> String {
        var create = Roomkeeper_V1_Create()
        create.ownerID = "anna"
        create.info.title = "Shoes"
        create.start = true
        prepare(&create)
        var request = Roomkeeper_V1_MutateRequest()
        request.operations = [.with { $0.create = create }]
        guard case .ok(let response) = await self.rooms.mutate(request) else {
            throw RoomClientError(reason: "TEST", message: "no room was made", status: .internal)
        }
        return response.roomID
    }

    private func room(_ id: String) async throws -> Roomkeeper_V1_Room {
        try await self.rooms.getRoom(.with { $0.roomID = id }).room
    }
}
