import RoomProtocol
import SwiftProtobuf

/// A call as each door takes it.
struct DoorsCall: Sendable, CustomStringConvertible {
    let request: Roomkeeper_V1_ClientEnvelope.OneOf_Request
    let method: String
    let target: String
    let body: String

    var description: String { "\(self.method) \(self.target)" }

    private init(
        _ request: Roomkeeper_V1_ClientEnvelope.OneOf_Request, get target: String
    ) {
        self.request = request
        self.method = "GET"
        self.target = target
        self.body = ""
    }

    private init(
        _ request: Roomkeeper_V1_ClientEnvelope.OneOf_Request, post target: String, body: String
    ) {
        self.request = request
        self.method = "POST"
        self.target = target
        self.body = body
    }

    /// One of each that changes nothing, and the dry run of a change.
    static let reads: [DoorsCall] = [
        DoorsCall(.getRoom(.with { $0.roomID = "1" }), get: "/v1/rooms/1"),
        DoorsCall(.batchGetRooms(.with { $0.roomIds = ["1"] }), get: "/v1/rooms:batchGet?id=1"),
        DoorsCall(.listRooms(.init()), get: "/v1/rooms"),
        DoorsCall(.findRooms(.with { $0.hostID = "ana" }), get: "/v1/rooms:find?host_id=ana"),
        DoorsCall(.listRoomEvents(.with { $0.roomID = "1" }), get: "/v1/rooms/1/events"),
        DoorsCall(.listDeadlines(.init()), get: "/v1/deadlines"),
        .heartbeat(of: "1", by: "ana"),
        DoorsCall(
            .mutate(
                .with {
                    $0 = .mutation(of: "1", .pause(.init()))
                    $0.validateOnly = true
                }), post: "/v1/rooms/1:pause?validate_only=true", body: ""),
    ]

    static func heartbeat(of room: String, by user: String) -> DoorsCall {
        DoorsCall(
            .heartbeat(.with { $0.presences = [.with { ($0.roomID, $0.userID) = (room, user) }] }),
            post: "/v1/rooms/\(room):heartbeat", body: #"{"userId": "\#(user)"}"#)
    }

    /// One of each that may change something.
    static let writes: [DoorsCall] = [
        DoorsCall(
            .mutate(.mutation(of: "1", .pause(.init()))), post: "/v1/rooms/1:pause", body: ""),
        DoorsCall(
            .settle(
                .with {
                    ($0.roomID, $0.requestID) = ("1", "a")
                    $0.notAfter.seconds = 1_800_000_060
                }), post: "/v1/rooms:settle",
            body: #"{"roomId": "1", "requestId": "a", "notAfter": "2027-01-15T08:01:00Z"}"#),
    ]

    /// An operation on the invitation of a user.
    enum Answer: String, CaseIterable, Sendable {
        case accept
        case decline
        case cancel

        func call(in room: String, of user: String) -> DoorsCall {
            let operation: Roomkeeper_V1_Operation.OneOf_Op =
                switch self {
                case .accept: .acceptInvite(.with { $0.userID = user })
                case .decline: .declineInvite(.with { $0.userID = user })
                case .cancel: .cancelInvite(.with { $0.userID = user })
                }
            return DoorsCall(
                .mutate(.mutation(of: room, operation)),
                post: "/v1/rooms/\(room):\(self.rawValue)_invite", body: #"{"userId": "\#(user)"}"#)
        }
    }
}
