import Foundation
import RoomProtocol
import SwiftProtobuf

/// What each call that changes no room can be told.
extension DoorQuery {
    static let all: [DoorQuery] =
        Self.reads + Self.lists + Self.finds + Self.histories + Self.settlements + Self.heartbeats

    private static let noID = "no good"
    private static let long = String(repeating: "x", count: 65)

    private static let reads: [DoorQuery] = [
        DoorQuery("GetRoom", "ROOM_NOT_FOUND") { _ in .getRoom(.with { $0.roomID = "nope" }) },
        DoorQuery("GetRoom", field: "room_id") { _ in .getRoom(.with { $0.roomID = Self.noID }) },
        DoorQuery("GetRoom", field: "view", isNumbered: true) { rooms in
            .getRoom(.with { ($0.roomID, $0.view) = (rooms.live, .UNRECOGNIZED(9)) })
        },
        DoorQuery("GetRoom", field: "read_level", isNumbered: true) { rooms in
            .getRoom(.with { ($0.roomID, $0.readLevel) = (rooms.live, .UNRECOGNIZED(9)) })
        },
        DoorQuery("GetRoom", field: "consistency_token") { rooms in
            .getRoom(.with { ($0.roomID, $0.readLevel) = (rooms.live, .atLeast) })
        },
        DoorQuery("BatchGetRooms", "ROOM_NOT_FOUND") { rooms in
            .batchGetRooms(.with { $0.roomIds = [rooms.live, "nope"] })
        },
        DoorQuery("BatchGetRooms", "REPLY_FULL") { rooms in
            .batchGetRooms(.with { $0.roomIds = Array(repeating: rooms.filled, count: 18) })
        },
        DoorQuery("BatchGetRooms", field: "room_ids") { _ in .batchGetRooms(.init()) },
        DoorQuery("BatchGetRooms", field: "room_ids") { _ in
            .batchGetRooms(.with { $0.roomIds = Array(repeating: "1", count: 501) })
        },
        DoorQuery("BatchGetRooms", field: "room_ids[1]") { rooms in
            .batchGetRooms(.with { $0.roomIds = [rooms.live, Self.noID] })
        },
        DoorQuery("BatchGetRooms", field: "view", isNumbered: true) { rooms in
            .batchGetRooms(.with { ($0.roomIds, $0.view) = ([rooms.live], .UNRECOGNIZED(9)) })
        },
        DoorQuery("BatchGetRooms", field: "consistency_token") { rooms in
            .batchGetRooms(
                .with { ($0.roomIds, $0.consistencyToken) = ([rooms.live], Self.long) })
        },
    ]

    private static let lists: [DoorQuery] = [
        DoorQuery("ListRooms", field: "states") { _ in
            .listRooms(.with { $0.states = Array(repeating: .live, count: 17) })
        },
        DoorQuery("ListRooms", field: "region") { _ in .listRooms(.with { $0.region = Self.long })
        },
        DoorQuery("ListRooms", field: "tag") { _ in .listRooms(.with { $0.tag = Self.long }) },
        DoorQuery("ListRooms", field: "owner_id") { _ in
            .listRooms(.with { $0.ownerID = Self.noID })
        },
        DoorQuery("ListRooms", field: "view", isNumbered: true) { _ in
            .listRooms(.with { $0.view = .UNRECOGNIZED(9) })
        },
        DoorQuery("ListRooms", field: "page_size") { _ in .listRooms(.with { $0.pageSize = 501 }) },
        DoorQuery("ListRooms", field: "page_token") { _ in
            .listRooms(.with { $0.pageToken = "torn" })
        },
        // A token goes on with the list that it is of, and with no other.
        DoorQuery("ListRooms", field: "page_token") { rooms in
            .listRooms(.with { ($0.pageToken, $0.tag) = (rooms.pageToken, "even") })
        },
        DoorQuery("ListRooms", field: "read_level", isNumbered: true) { _ in
            .listRooms(.with { $0.readLevel = .UNRECOGNIZED(9) })
        },
        DoorQuery("ListRooms", field: "consistency_token") { _ in
            .listRooms(.with { $0.readLevel = .atLeast })
        },
    ]

    private static let finds: [DoorQuery] = [
        DoorQuery("FindRooms", field: "by") { _ in .findRooms(.init()) },
        DoorQuery("FindRooms", field: "host_id") { _ in .findRooms(.with { $0.hostID = Self.noID })
        },
        DoorQuery("FindRooms", field: "seated_user_id") { _ in
            .findRooms(.with { $0.seatedUserID = Self.noID })
        },
        DoorQuery("FindRooms", field: "invited_user_id") { _ in
            .findRooms(.with { $0.invitedUserID = Self.long })
        },
        DoorQuery("FindRooms", field: "product.product_id") { _ in
            .findRooms(.with { $0.product.productID = Self.noID })
        },
        DoorQuery("FindRooms", field: "view", isNumbered: true) { _ in
            .findRooms(.with { ($0.hostID, $0.view) = ("quiet", .UNRECOGNIZED(9)) })
        },
        DoorQuery("FindRooms", field: "page_size") { _ in
            .findRooms(.with { ($0.hostID, $0.pageSize) = ("quiet", 501) })
        },
        DoorQuery("FindRooms", field: "page_token") { rooms in
            .findRooms(.with { ($0.hostID, $0.pageToken) = ("quiet", rooms.pageToken) })
        },
        DoorQuery("FindRooms", field: "consistency_token") { _ in
            .findRooms(.with { ($0.hostID, $0.readLevel) = ("quiet", .atLeast) })
        },
    ]

    private static let histories: [DoorQuery] = [
        DoorQuery("ListRoomEvents", "ROOM_NOT_FOUND") { _ in
            .listRoomEvents(.with { $0.roomID = "nope" })
        },
        DoorQuery("ListRoomEvents", "OUT_OF_RANGE", field: "from_revision") { rooms in
            .listRoomEvents(.with { ($0.roomID, $0.fromRevision) = (rooms.loud, 1) })
        },
        DoorQuery("ListRoomEvents", field: "room_id") { _ in
            .listRoomEvents(.with { $0.roomID = Self.noID })
        },
        DoorQuery("ListRoomEvents", field: "limit") { rooms in
            .listRoomEvents(.with { ($0.roomID, $0.limit) = (rooms.live, 257) })
        },
        DoorQuery("ListRoomEvents", field: "consistency_token") { rooms in
            .listRoomEvents(.with { ($0.roomID, $0.readLevel) = (rooms.live, .atLeast) })
        },
        DoorQuery("ListDeadlines", "ROOM_NOT_FOUND") { _ in
            .listDeadlines(.with { $0.roomID = "nope" })
        },
        DoorQuery("ListDeadlines", field: "room_id") { _ in
            .listDeadlines(.with { $0.roomID = Self.noID })
        },
        DoorQuery("ListDeadlines", field: "page_size") { _ in
            .listDeadlines(.with { $0.pageSize = 501 })
        },
        DoorQuery("ListDeadlines", field: "page_token") { rooms in
            .listDeadlines(.with { $0.pageToken = rooms.pageToken })
        },
        DoorQuery("ListDeadlines", field: "consistency_token") { _ in
            .listDeadlines(.with { $0.consistencyToken = "torn" })
        },
    ]

    private static let settlements: [DoorQuery] = [
        DoorQuery("Settle", "REQUEST_ID_REUSED") { rooms in
            .settle(
                .with {
                    ($0.ownerID, $0.requestID, $0.notAfter) =
                        ("quiet", rooms.requestID, rooms.notAfter)
                    $0.notAfter.seconds += 1
                })
        },
        // A day later nobody knows: the outcome is unknown on every door.
        DoorQuery("Settle", "REQUEST_EXPIRED") { rooms in
            .settle(
                .with {
                    ($0.roomID, $0.requestID, $0.notAfter) = (rooms.live, "late", rooms.notAfter)
                    $0.notAfter.seconds -= 86_400
                })
        },
        DoorQuery("Settle", field: "room_id") { rooms in
            .settle(.with { ($0.requestID, $0.notAfter) = ("a", rooms.notAfter) })
        },
        DoorQuery("Settle", field: "owner_id") { rooms in
            .settle(
                .with {
                    ($0.roomID, $0.requestID, $0.notAfter) = (rooms.live, "a", rooms.notAfter)
                    $0.ownerID = "quiet"
                })
        },
        DoorQuery("Settle", field: "not_after") { rooms in
            .settle(.with { ($0.roomID, $0.requestID) = (rooms.live, "a") })
        },
        DoorQuery("Settle", field: "request_id") { rooms in
            .settle(.with { ($0.roomID, $0.notAfter) = (rooms.live, rooms.notAfter) })
        },
        DoorQuery("Settle", field: "request_id") { rooms in
            .settle(
                .with {
                    ($0.roomID, $0.requestID, $0.notAfter) =
                        (rooms.live, Self.long, rooms.notAfter)
                })
        },
    ]

    private static let heartbeats: [DoorQuery] = [
        DoorQuery("Heartbeat", "ROOM_NOT_FOUND") { _ in Self.beat("nope", "quiet") },
        DoorQuery("Heartbeat", "ROOM_ENDED") { Self.beat($0.ended, "quiet") },
        DoorQuery("Heartbeat", "ROOM_NOT_LIVE") { Self.beat($0.scheduled, "quiet") },
        DoorQuery("Heartbeat", "PRESENCE_NOT_TRACKED") { Self.beat($0.live, "quiet") },
        DoorQuery("Heartbeat", "NOT_THE_HOST") { Self.beat($0.tracked, "eve") },
        DoorQuery("Heartbeat", field: "presences") { _ in .heartbeat(.init()) },
        DoorQuery("Heartbeat", field: "presences") { rooms in
            .heartbeat(
                .with {
                    let one = Roomkeeper_V1_HostPresence.with {
                        ($0.roomID, $0.userID) = (rooms.tracked, "tracked")
                    }
                    $0.presences = Array(repeating: one, count: 501)
                })
        },
        DoorQuery("Heartbeat", field: "presences[0].room_id") { _ in Self.beat("", "tracked") },
        DoorQuery("Heartbeat", field: "presences[0].user_id") { Self.beat($0.tracked, Self.noID) },
    ]

    private static func beat(_ room: String, _ user: String) -> Request {
        .heartbeat(.with { $0.presences = [.with { ($0.roomID, $0.userID) = (room, user) }] })
    }
}
