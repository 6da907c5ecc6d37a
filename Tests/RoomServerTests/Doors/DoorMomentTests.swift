import RoomProtocol
import RoomReplica
import RoomServer
import RoomState
import SwiftProtobuf
import Testing

/// What depends on the moment, on every call and every door: a test with a real cluster could not
/// choose it.
@Suite(.timeLimit(.minutes(1))) struct DoorMomentTests {
    private typealias Refusal = DoorsFixture.Refusal

    @Test(arguments: GatewayErrorTests.failures)
    func everyCallIsRefusedAlikeOnEveryDoor(_ expected: GatewayErrorTests.Expected) async throws {
        try await DoorsFixture.run { doors in
            doors.replica.mode = .fail(expected.failure)
            for call in DoorsCall.writes {
                let refusal = try await Self.ask(call, on: doors)
                #expect(refusal.reason == expected.reason, "\(call)")
                #expect(refusal.httpStatus == expected.httpStatus, "\(call)")
                #expect((refusal.outcome == "UNKNOWN") == (expected.outcome == .unknown))
                #expect(refusal.metadata["leader_endpoint"] == "127.0.0.1:7471", "\(call)")
            }
            for call in DoorsCall.reads {
                // A read has no effect that anybody could be in doubt of.
                let isInDoubt = expected.outcome == .unknown
                let refusal = try await Self.ask(call, on: doors)
                #expect(refusal.reason == (isInDoubt ? "NO_ANSWER" : expected.reason), "\(call)")
                #expect(refusal.httpStatus == (isInDoubt ? 503 : expected.httpStatus), "\(call)")
                #expect(refusal.outcome == "NOT_APPLIED", "\(call)")
            }
        }
    }

    @Test(arguments: DoorsCall.Answer.allCases)
    func anInvitationThatRanOutThisVeryMomentIsToldSo(_ answer: DoorsCall.Answer) async throws {
        // The first command that comes at the deadline finds the invitation expired; every later
        // one finds none. So each door gets an invitation of its own.
        try await DoorsFixture.run { doors in
            let asks = [doors.askNative, doors.askGRPC, doors.askHTTP]
            var time = FakeReplica.startTime
            for ask in asks {
                doors.replica.setGroupTime(time)
                let room = try await doors.gateway.makeRoom(
                    host: "ana-\(time.milliseconds)", products: [])
                let invited = try await doors.gateway.mutate(
                    room, .invite(.with { $0.userID = "bo" }))
                time = time.advanced(bySeconds: 30)
                doors.replica.setGroupTime(time)

                let call = answer.call(in: room, of: "bo")
                let first = try await ask(call)
                #expect(
                    first
                        == Refusal(
                            reason: "INVITE_EXPIRED", outcome: "NOT_APPLIED", httpStatus: 400,
                            metadata: ["user_id": "bo", "op_index": "0"], hasDelay: false))
                #expect(try await ask(call).reason == "INVITE_NOT_FOUND")
                // That it ran out is a change of its own; the refused command is none.
                #expect(try await doors.gateway.room(room).revision == invited.revision + 1)
            }
        }
    }

    @Test func aHeartbeatThatComesTooLateIsToldSo() async throws {
        try await DoorsFixture.run { doors in
            let room = try await doors.gateway.makeRoom()
            doors.replica.presence = .lost
            let refusal = try await Self.ask(.heartbeat(of: room, by: "ana"), on: doors)
            #expect(refusal.reason == "HOST_LOST" && refusal.outcome == "NOT_APPLIED")
            #expect(refusal.httpStatus == 400 && refusal.metadata == ["room_id": room])
        }
    }

    /// Asks every door; all of them must say the same.
    private static func ask(_ call: DoorsCall, on doors: DoorsFixture) async throws -> Refusal {
        let native = Self.withoutMinted(try await doors.askNative(call))
        #expect(Self.withoutMinted(try await doors.askGRPC(call)) == native, "\(call)")
        #expect(Self.withoutMinted(try await doors.askHTTP(call)) == native, "\(call)")
        return native
    }

    /// Each attempt without an id gets another one, which an error of unknown effect names.
    private static func withoutMinted(_ refusal: Refusal) -> Refusal {
        var refusal = refusal
        for key in ["request_id", "not_after"] { refusal.metadata[key] = nil }
        return refusal
    }
}
