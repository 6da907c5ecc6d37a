import RoomMapping
import RoomProtocol
import RoomState
import SwiftProtobuf

extension Roomkeeper_V1_MutateRequest {
    /// The mutation in the body of a call.
    ///
    /// The path names the room; header fields may carry the request id, its deadline and the etag.
    init(_ call: HTTPCall, room: String?) throws(Roomkeeper_V1_Error) {
        self = try JSONFault.decode(Self.self, from: call.body)
        do {
            try self.take(room: room)
            var parameters = QueryParameters(call.query)
            if try parameters.flag("validate_only") { self.validateOnly = true }
            try parameters.finish()
            try self.takeHeaders(of: call)
        } catch {
            throw Roomkeeper_V1_Error(error)
        }
    }

    /// One operation, whose message is the body of a call.
    ///
    /// What else a mutation may carry is in the query and in header fields.
    init(
        _ call: HTTPCall, _ operation: Roomkeeper_V1_Operation.OneOf_Op, room: String
    ) throws(InvalidField) {
        self.init()
        self.roomID = room
        self.operations = [.with { $0.op = operation }]
        var parameters = QueryParameters(call.query)
        self.actorID = try parameters.text("actor_id") ?? ""
        self.validateOnly = try parameters.flag("validate_only")
        // A room that is to be created has no state to hold against anything.
        if !room.isEmpty {
            let preconditions = try Roomkeeper_V1_Preconditions(from: &parameters)
            if preconditions != Roomkeeper_V1_Preconditions() {
                self.preconditions = preconditions
            }
        }
        try parameters.finish()
        try self.takeHeaders(of: call)
    }

    private mutating func take(room: String?) throws(InvalidField) {
        guard let room else { return }
        guard self.roomID.isEmpty || self.roomID == room else {
            throw InvalidField(
                field: "room_id", limit: "left out, or the same as in the path",
                actual: "another room")
        }
        self.roomID = room
    }

    private mutating func takeHeaders(of call: HTTPCall) throws(InvalidField) {
        self.requestID = try call.requestID(beside: self.requestID)
        if let notAfter = try call.notAfter(beside: self.hasNotAfter ? self.notAfter : nil) {
            self.notAfter = notAfter
        }
        guard let field = call.ifMatch, let etag = try HTTPEntityTag.required(field) else { return }
        guard !self.preconditions.hasEtag || self.preconditions.etag == etag else {
            throw InvalidField(
                field: "preconditions.etag",
                limit: "left out, or the same as in \(HTTPCall.ifMatchField)",
                actual: "another etag")
        }
        self.preconditions.etag = etag
    }
}

extension HTTPCall {
    /// The request id of the header field; `told` when there is none.
    func requestID(beside told: String) throws(InvalidField) -> String {
        guard let key = self.idempotencyKey else { return told }
        guard told.isEmpty || told == key else {
            throw InvalidField(
                field: "request_id",
                limit: "left out, or the same as in \(Self.idempotencyKeyField)",
                actual: "another id")
        }
        return key
    }

    /// The deadline of the header field; `told` when there is none.
    func notAfter(
        beside told: Google_Protobuf_Timestamp?
    ) throws(InvalidField) -> Google_Protobuf_Timestamp? {
        guard let text = self.requestNotAfter else { return told }
        let notAfter = try Self.time(text)
        guard told == nil || told == notAfter else {
            throw InvalidField(
                field: "not_after",
                limit: "left out, or the same as in \(Self.requestNotAfterField)",
                actual: "another time")
        }
        return notAfter
    }

    private static func time(_ text: String) throws(InvalidField) -> Google_Protobuf_Timestamp {
        if !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }),
            let milliseconds = UInt64(text), milliseconds <= Self.latestMilliseconds
        {
            return Google_Protobuf_Timestamp(milliseconds: milliseconds)
        }
        do {
            // The library reads times only as JSON; a quote within would end the string early and
            // is refused by it as well.
            return try Google_Protobuf_Timestamp(jsonString: "\"\(text)\"")
        } catch {
            throw InvalidField(
                field: Self.requestNotAfterField,
                limit: "a time like 2026-01-31T12:00:00Z, or milliseconds since 1970",
                actual: QueryParameters.echoed(text))
        }
    }

    /// The end of the year 9999, as far as a timestamp goes.
    private static let latestMilliseconds: UInt64 = 253_402_300_799_999
}

extension Roomkeeper_V1_Preconditions {
    /// What `preconditions.revision=7` and the like say.
    fileprivate init(from parameters: inout QueryParameters) throws(InvalidField) {
        self.init()
        func name(_ field: String) -> String { "preconditions.\(field)" }
        if let value = try parameters.number(name("revision"), as: UInt64.self) {
            self.revision = value
        }
        if let value = try parameters.number(name("info_revision"), as: UInt64.self) {
            self.infoRevision = value
        }
        if let value = try parameters.number(name("stage_revision"), as: UInt64.self) {
            self.stageRevision = value
        }
        if let value = try parameters.number(name("products_revision"), as: UInt64.self) {
            self.productsRevision = value
        }
        if let value = try parameters.text(name("host_id")) { self.hostID = value }
        if let value = try parameters.text(name("spotlight_product_id")) {
            self.spotlightProductID = value
        }
        if let value = try parameters.word(name("state"), .state) { self.state = value }
        if let value = try parameters.text(name("etag")) { self.etag = value }
    }
}
