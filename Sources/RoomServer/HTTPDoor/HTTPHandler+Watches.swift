import NIOCore
import RoomMapping
import RoomProtocol
import RoomState
import SwiftProtobuf
import Watching

extension HTTPHandler {
    /// A stream of events, of `GET /v1/rooms/{id}:watch` and `GET /v1/rooms:watch`.
    func watch(_ id: String?, _ call: HTTPCall) async throws(Roomkeeper_V1_Error) -> HTTPAnswer {
        let request = try Self.checked { () throws(InvalidField) in
            try Roomkeeper_V1_WatchRequest(
                room: id, query: call.query, lastEventID: call.lastEventID)
        }
        let watch = try await self.gateway.watch(request, on: self.eventLoops.next())
        var answer = HTTPAnswer(status: 200, contentType: HTTPEvents.contentType, body: [])
        answer.events = HTTPEvents(watch: watch)
        return answer
    }

    /// `GET /v1/rooms/{id}:wait`: the room as soon as its revision is above `after_revision`, or
    /// 304 when it is not in time.
    func wait(_ id: String, _ call: HTTPCall) async throws(Roomkeeper_V1_Error) -> HTTPAnswer {
        let (request, revision, timeout) = try Self.checked { () throws(InvalidField) in
            try Self.readWait(id, call)
        }
        let eventLoop = self.eventLoops.next()
        let watch = try await self.gateway.watch(request, on: eventLoop)
        let timer = eventLoop.scheduleTask(in: TimeAmount(timeout)) { watch.cancel() }
        defer {
            timer.cancel()
            watch.cancel()
        }
        var etag = ""
        while true {
            switch await watch.next() {
            case .success(let updates):
                for update in updates {
                    let message = update.message()
                    if case .gone = message.update { throw .roomNotFound(id) }
                    if message.hasRevision(above: revision) {
                        return try await self.newest(request)
                    }
                    etag = message.snapshot.room.etag
                }
            case .failure(let error) where error.reason == AsyncWatch.cancelledReason:
                return .notModified(etag: HTTPEntityTag.quoted(etag))
            case .failure(let error):
                throw error
            }
        }
    }

    /// What this node has applied, which is not older than what its watch told.
    private func newest(
        _ request: Roomkeeper_V1_WatchRequest
    ) async throws(Roomkeeper_V1_Error) -> HTTPAnswer {
        var read = Roomkeeper_V1_GetRoomRequest()
        read.roomID = request.roomIds[0]
        read.view = request.view
        read.readLevel = .local
        let response = try await self.gateway.getRoom(read, timeout: RequestTimeout.byDefault).get()
        var answer = HTTPAnswer.message(response)
        answer.etag = HTTPEntityTag.quoted(response.room.etag)
        return answer
    }

    private static func readWait(
        _ id: String, _ call: HTTPCall
    ) throws(InvalidField) -> (Roomkeeper_V1_WatchRequest, UInt64, Duration) {
        var parameters = QueryParameters(call.query)
        var request = Roomkeeper_V1_WatchRequest()
        request.roomIds = [id]
        request.delivery = .latest
        request.view = try parameters.word("view", .view) ?? .unspecified
        let revision = try parameters.number("after_revision", as: UInt64.self) ?? 0
        let told = try parameters.number("timeout_ms", as: UInt32.self)
        try parameters.finish()
        // The header field of all calls is good for this one too.
        let timeout =
            told == nil && call.requestTimeout != nil
            ? try Self.timeout(of: call)
            : try RequestTimeout.duration(
                milliseconds: told ?? DoorLimits.longPollMilliseconds, field: "timeout_ms")
        return (request, revision, timeout)
    }
}

extension Roomkeeper_V1_WatchResponse {
    fileprivate func hasRevision(above revision: UInt64) -> Bool {
        switch self.update {
        case .snapshot(let snapshot): snapshot.room.revision > revision
        case .change(let change): change.change.revision > revision
        case .progress, .leftFilter, .gone, nil: false
        }
    }
}

extension Roomkeeper_V1_WatchRequest {
    /// The watch of a room, or of rooms or a filter, that a query asks for.
    ///
    /// - Parameter lastEventID: the token that a reader sends when it comes back.
    init(room: String?, query: Substring, lastEventID: String?) throws(InvalidField) {
        self.init()
        var parameters = QueryParameters(query)
        if let room {
            self.roomIds = [room]
        } else {
            self.roomIds = parameters.texts("room_ids").flatMap {
                $0.split(separator: ",").map(String.init)
            }
            if self.roomIds.isEmpty { try self.readFilter(&parameters) }
        }
        self.delivery = try parameters.word("delivery", .delivery) ?? .unspecified
        self.view = try parameters.word("view", .view) ?? .unspecified
        self.progressIntervalMs =
            try parameters.number("progress_interval_ms", as: UInt32.self) ?? 0
        if let revision = try parameters.number("after_revision", as: UInt64.self) {
            self.afterRevision = revision
        }
        let told = try parameters.text("resume_token")
        // Of the two the header is newer: a reader repeats the address that it began with.
        if let token = lastEventID ?? told, !token.isEmpty { self.resumeToken = token }
        try parameters.finish()
    }

    private mutating func readFilter(_ parameters: inout QueryParameters) throws(InvalidField) {
        self.filter = Roomkeeper_V1_WatchFilter()
        for text in parameters.texts("states") {
            for word in text.split(separator: ",") {
                self.filter.states.append(
                    try QueryWords.state.read(String(word), field: "states"))
            }
        }
        self.filter.region = try parameters.text("region") ?? ""
        self.filter.tag = try parameters.text("tag") ?? ""
        self.filter.ownerID = try parameters.text("owner_id") ?? ""
    }
}

extension QueryWords<Roomkeeper_V1_Delivery> {
    fileprivate static let delivery = QueryWords([("LOSSLESS", .lossless), ("LATEST", .latest)])
}
