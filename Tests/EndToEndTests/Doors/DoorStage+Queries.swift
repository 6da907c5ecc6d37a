import GRPCCalls
import GRPCCore
import RoomClient
import RoomProtocol
import SwiftProtobuf

/// Calls that change no room.
extension DoorStage {
    /// How one door refused: the whole call, or one item of an answer that is otherwise fine.
    struct Refusal: Sendable {
        let answer: DoorAnswer
        /// The number of the status on that door; nil for an item.
        let status: Int?
    }

    func makeRooms() async throws -> DoorQuery.Rooms {
        let now = try await self.create(.init(), host: "clock").groupTime
        let requestID = "creation-of-live"
        var notAfter = now
        notAfter.seconds += 120
        let live = try await self.create(.with { $0.start = true }, host: "quiet") {
            ($0.requestID, $0.notAfter) = (requestID, notAfter)
        }
        let ended = try await self.create(.init(), host: "quiet")
        try await self.change(ended.roomID, [.end(.init())])
        let tracked = Roomkeeper_V1_Create.with {
            $0.start = true
            $0.settings.presenceMode = .heartbeat
            $0.settings.presenceTtlSeconds = 300
        }
        var scheduled = tracked
        scheduled.start = false
        let filled = try await self.create(.init(), host: "filler")
        try await self.fill(filled.roomID)
        for _ in 0..<2 { try await self.create(.with { $0.info.tags = ["odd"] }, host: "odd") }
        let page = try await self.native.listRooms(.with { ($0.tag, $0.pageSize) = ("odd", 1) })
        return DoorQuery.Rooms(
            live: live.roomID, scheduled: try await self.create(scheduled, host: "quiet").roomID,
            ended: ended.roomID, tracked: try await self.create(tracked, host: "tracked").roomID,
            filled: filled.roomID, loud: try await self.makeLoudRoom(),
            pageToken: page.nextPageToken,
            requestID: requestID, notAfter: notAfter)
    }

    /// A room with more than a megabyte of changes, which is more than is kept.
    private func makeLoudRoom() async throws -> String {
        let room = try await self.create(.init(), host: "loud").roomID
        for _ in 0..<10 {
            let texts = (0..<64).map {
                String(repeating: $0.isMultiple(of: 2) ? "a" : "b", count: 2048)
            }
            try await self.change(
                room, texts.map { text in .updateInfo(.with { $0.description_p = text }) })
        }
        return room
    }

    func etags(of rooms: [String]) async throws -> [String] {
        try await self.native.batchGetRooms(.with { $0.roomIds = rooms }).items.map(\.room.etag)
    }

    // MARK: The doors

    func askNative(_ request: DoorQuery.Request) async throws -> Refusal {
        do {
            let item: Roomkeeper_V1_Error?
            switch request {
            case .getRoom(let get): item = try await self.native.getRoom(get).refusedItem
            case .batchGetRooms(let batch):
                item = try await self.native.batchGetRooms(batch).refusedItem
            case .listRooms(let list): item = try await self.native.listRooms(list).refusedItem
            case .findRooms(let find): item = try await self.native.findRooms(find).refusedItem
            case .listRoomEvents(let events):
                item = try await self.native.listRoomEvents(events).refusedItem
            case .listDeadlines(let deadlines):
                item = try await self.native.listDeadlines(deadlines).refusedItem
            case .settle(let settle): item = try await self.native.settle(settle).refusedItem
            case .heartbeat(let heartbeat):
                item = try await self.native.heartbeat(heartbeat).refusedItem
            default: item = nil
            }
            return try Self.refusal(of: item, request)
        } catch let error as RoomClientError {
            return Refusal(answer: DoorAnswer(error), status: error.status.rawValue)
        }
    }

    func askGRPC(_ request: DoorQuery.Request) async throws -> Refusal {
        do {
            let response: any DoorItems
            switch request {
            case .getRoom(let get):
                response = try await self.grpc.call("GetRoom", get) as Roomkeeper_V1_GetRoomResponse
            case .batchGetRooms(let batch):
                response =
                    try await self.grpc.call("BatchGetRooms", batch)
                    as Roomkeeper_V1_BatchGetRoomsResponse
            case .listRooms(let list):
                response =
                    try await self.grpc.call("ListRooms", list) as Roomkeeper_V1_ListRoomsResponse
            case .findRooms(let find):
                response =
                    try await self.grpc.call("FindRooms", find) as Roomkeeper_V1_FindRoomsResponse
            case .listRoomEvents(let events):
                response =
                    try await self.grpc.call("ListRoomEvents", events)
                    as Roomkeeper_V1_ListRoomEventsResponse
            case .listDeadlines(let deadlines):
                response =
                    try await self.grpc.call("ListDeadlines", deadlines)
                    as Roomkeeper_V1_ListDeadlinesResponse
            case .settle(let settle):
                response =
                    try await self.grpc.call("Settle", settle) as Roomkeeper_V1_SettleResponse
            case .heartbeat(let heartbeat):
                response =
                    try await self.grpc.call("Heartbeat", heartbeat)
                    as Roomkeeper_V1_HeartbeatResponse
            default: throw TestFailure("\(request) is no call of this table")
            }
            return try Self.refusal(of: response.refusedItem, request)
        } catch let refusal as CallRefusal {
            return Refusal(answer: DoorAnswer(refusal), status: refusal.code.rawValue)
        }
    }

    func askHTTP(_ request: DoorQuery.Request) async throws -> Refusal {
        let spelling = try DoorQuery.spelled(request)
        let reply: HTTPReply
        if let json = spelling.json {
            reply = try await HTTPReply.post(port: self.httpPort, path: spelling.path, json: json)
        } else {
            reply = try await HTTPReply.get(port: self.httpPort, path: spelling.path)
        }
        guard reply.status == 200 else {
            let error = try reply.decoded(ErrorAnswer.self).error
            return Refusal(answer: DoorAnswer(error), status: reply.status)
        }
        let item: Roomkeeper_V1_Error? =
            switch request {
            case .batchGetRooms:
                try Roomkeeper_V1_BatchGetRoomsResponse(jsonString: reply.text).refusedItem
            case .heartbeat: try Roomkeeper_V1_HeartbeatResponse(jsonString: reply.text).refusedItem
            default: nil
            }
        return try Self.refusal(of: item, request)
    }

    private static func refusal(
        of item: Roomkeeper_V1_Error?, _ request: DoorQuery.Request
    ) throws -> Refusal {
        guard let item else { throw TestFailure("nothing was refused: \(request)") }
        return Refusal(answer: DoorAnswer(item), status: nil)
    }
}

/// An answer that may tell of a fault in one of its items.
private protocol DoorItems {
    var refusedItem: Roomkeeper_V1_Error? { get }
}

extension DoorItems {
    var refusedItem: Roomkeeper_V1_Error? { nil }
}

extension Roomkeeper_V1_GetRoomResponse: DoorItems {}
extension Roomkeeper_V1_ListRoomsResponse: DoorItems {}
extension Roomkeeper_V1_FindRoomsResponse: DoorItems {}
extension Roomkeeper_V1_ListRoomEventsResponse: DoorItems {}
extension Roomkeeper_V1_ListDeadlinesResponse: DoorItems {}
extension Roomkeeper_V1_SettleResponse: DoorItems {}

extension Roomkeeper_V1_BatchGetRoomsResponse: DoorItems {
    var refusedItem: Roomkeeper_V1_Error? {
        self.items.lazy.compactMap { if case .error(let error) = $0.result { error } else { nil } }
            .first
    }
}

extension Roomkeeper_V1_HeartbeatResponse: DoorItems {
    var refusedItem: Roomkeeper_V1_Error? {
        self.items.lazy.compactMap { if case .error(let error) = $0.result { error } else { nil } }
            .first
    }
}
