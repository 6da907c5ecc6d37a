import Foundation
import GRPCCalls
import GRPCCore
import RoomClient
import RoomProtocol
import SwiftProtobuf

/// Makes the room that a `DoorCase` is about, and asks every door for its change.
struct DoorStage: Sendable {
    let native: RoomClient
    let grpc: GRPCNode
    let httpPort: Int

    /// A case with its room: what the three doors are asked.
    struct Prepared: Sendable {
        var request: Roomkeeper_V1_MutateRequest
        let roomID: String
        let operation: String
    }

    /// - Parameter number: tells this case's hosts from those of all others.
    func prepare(_ row: DoorCase, number: Int) async throws -> Prepared {
        let host = "host-\(number)"
        let busy = "busy-\(number)"
        if row.setup.hostIsBusy {
            try await self.create(.with { $0.start = true }, host: busy)
        }
        var create = row.setup.create
        if row.operation == "start", row.setup.hostIsBusy { create.hostID = busy }
        let created = try await self.create(create, host: host)
        if !row.setup.operations.isEmpty {
            try await self.change(created.roomID, row.setup.operations)
        }
        if row.setup.isFilled { try await self.fill(created.roomID) }

        var request = Roomkeeper_V1_MutateRequest()
        request.operations = [.with { $0.op = row.kind }]
        request.actorID = row.actorID
        if row.preconditions != .init() { request.preconditions = row.preconditions }
        if !row.isCreation { request.roomID = row.setup.isAbsent ? "nope" : created.roomID }
        if !row.requestID.isEmpty {
            request.requestID = row.requestID
            request.notAfter = created.groupTime
            // A day ago, or soon.
            request.notAfter.seconds += row.requestID == "late" ? -86_400 : 60
        }
        let json = try request.jsonString()
            .replacingOccurrences(of: "{host}", with: host)
            .replacingOccurrences(of: "{busy}", with: busy)
        request = try Roomkeeper_V1_MutateRequest(jsonString: json)
        if row.requestID == "used" { try await self.use(request) }
        return Prepared(request: request, roomID: created.roomID, operation: row.operation)
    }

    // MARK: The doors

    func askNative(_ asked: Prepared) async throws -> (DoorAnswer, Roomkeeper_V1_Status) {
        switch await self.native.mutate(asked.request) {
        case .ok(let response): throw TestFailure("the native door took it: \(response)")
        case .rejected(let error), .unknown(let error): (DoorAnswer(error), error.status)
        }
    }

    func askGRPC(_ asked: Prepared) async throws -> (DoorAnswer, Int) {
        do {
            let response = try await self.grpc.mutate(asked.request)
            throw TestFailure("the gRPC door took it: \(response)")
        } catch let refusal as CallRefusal {
            return (DoorAnswer(refusal), refusal.code.rawValue)
        }
    }

    func askHTTP(_ asked: Prepared) async throws -> (DoorAnswer, Int) {
        let reply = try await self.post(asked)
        guard reply.status >= 400 else { throw TestFailure("the HTTP door took it: \(reply.text)") }
        return (DoorAnswer(try reply.decoded(ErrorAnswer.self).error), reply.status)
    }

    // MARK: Dry runs

    /// What a dry run says is wrong with the change, on each door.
    func judgements(of asked: Prepared) async throws -> [DoorAnswer] {
        var dry = asked
        dry.request.validateOnly = true
        return [
            try await self.judgeNative(dry), try await self.judgeGRPC(dry),
            try await self.judgeHTTP(dry),
        ]
    }

    private func judgeNative(_ dry: Prepared) async throws -> DoorAnswer {
        switch await self.native.mutate(dry.request) {
        case .ok(let response): try Self.failure(of: response)
        case .rejected(let error), .unknown(let error): DoorAnswer(error)
        }
    }

    private func judgeGRPC(_ dry: Prepared) async throws -> DoorAnswer {
        do {
            return try Self.failure(of: try await self.grpc.mutate(dry.request))
        } catch let refusal as CallRefusal {
            return DoorAnswer(refusal)
        }
    }

    private func judgeHTTP(_ dry: Prepared) async throws -> DoorAnswer {
        let reply = try await self.post(dry)
        guard reply.status == 200 else {
            return DoorAnswer(try reply.decoded(ErrorAnswer.self).error)
        }
        return try Self.failure(of: Roomkeeper_V1_MutateResponse(jsonString: reply.text))
    }

    private static func failure(of response: Roomkeeper_V1_MutateResponse) throws -> DoorAnswer {
        guard response.hasValidation, !response.validation.wouldApply, !response.changed,
            response.validation.failures.count == 1
        else { throw TestFailure("the dry run says \(response)") }
        return DoorAnswer(response.validation.failures[0])
    }

    // MARK: HTTP

    /// Asks the path of the operation, with its message as the body and all else around it.
    private func post(_ asked: Prepared) async throws -> HTTPReply {
        let request = asked.request
        let whole = try JSONSerialization.jsonObject(
            with: Data(try request.operations[0].jsonString().utf8))
        guard let object = whole as? [String: Any], let body = object.first?.value else {
            throw TestFailure("\(whole) is no operation")
        }
        let json = String(
            decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
        let path =
            asked.operation == "create"
            ? "/v1/rooms" : "/v1/rooms/\(request.roomID):\(asked.operation)"
        var headers: [String: String] = [:]
        if !request.requestID.isEmpty {
            headers["Idempotency-Key"] = request.requestID
            headers["Request-Not-After"] = String(
                request.notAfter.seconds * 1000 + Int64(request.notAfter.nanos) / 1_000_000)
        }
        return try await HTTPReply.post(
            port: self.httpPort, path: path + "?" + Self.query(of: request), json: json,
            headers: headers)
    }

    private static func query(of request: Roomkeeper_V1_MutateRequest) -> String {
        var query: [String] = []
        if request.validateOnly { query.append("validate_only=true") }
        if !request.actorID.isEmpty {
            query.append("actor_id=" + request.actorID.replacingOccurrences(of: " ", with: "+"))
        }
        let preconditions = request.preconditions
        if preconditions.hasRevision {
            query.append("preconditions.revision=\(preconditions.revision)")
        }
        if preconditions.hasProductsRevision {
            query.append("preconditions.products_revision=\(preconditions.productsRevision)")
        }
        if preconditions.hasHostID { query.append("preconditions.host_id=\(preconditions.hostID)") }
        return query.joined(separator: "&")
    }

    // MARK: The room

    func revision(of room: String) async throws -> UInt64 {
        try await self.native.getRoom(.with { $0.roomID = room }).room.revision
    }

    @discardableResult
    func create(
        _ template: Roomkeeper_V1_Create, host: String,
        _ edit: (inout Roomkeeper_V1_MutateRequest) -> Void = { _ in }
    ) async throws -> Roomkeeper_V1_MutateResponse {
        var create = template
        create.ownerID = host
        if create.info.title.isEmpty { create.info.title = "t" }
        return try await self.change("", [.create(create)], edit)
    }

    @discardableResult
    func change(
        _ room: String, _ operations: [DoorCase.Kind],
        _ edit: (inout Roomkeeper_V1_MutateRequest) -> Void = { _ in }
    ) async throws -> Roomkeeper_V1_MutateResponse {
        var request = Roomkeeper_V1_MutateRequest()
        request.roomID = room
        request.operations = operations.map { kind in .with { $0.op = kind } }
        edit(&request)
        switch await self.native.mutate(request) {
        case .ok(let response): return response
        case .rejected(let error), .unknown(let error): throw error
        }
    }

    /// Takes the request id for something else.
    private func use(_ request: Roomkeeper_V1_MutateRequest) async throws {
        var other = request
        other.actorID = ""
        other.clearPreconditions()
        // What is created is kept apart by its owner, what is changed by its room.
        other.operations = [
            .with {
                if request.roomID.isEmpty {
                    $0.create = request.operations[0].create
                    $0.create.info.title = "used"
                } else {
                    $0.updateInfo.description_p = "used"
                }
            }
        ]
        if case .ok = await self.native.mutate(other) { return }
        throw TestFailure("the request id could not be used before")
    }

    /// Fills the bag until not even a title fits.
    func fill(_ room: String) async throws {
        try await self.change(room, [.updateSettings(.with { $0.maxProducts = 500 })])
        func products(_ range: Range<Int>, title: Int, image: Int) -> DoorCase.Kind {
            .addProducts(
                .with { add in
                    add.products = range.map { number in
                        .with {
                            $0.productID = "p\(number)"
                            $0.title = String(repeating: "t", count: title)
                            $0.imageUri = String(repeating: "i", count: image)
                        }
                    }
                })
        }
        for hundred in 0..<2 {
            try await self.change(
                room, [products(hundred * 100..<(hundred + 1) * 100, title: 256, image: 512)])
        }
        var number = 200
        for (title, image) in [(256, 512), (0, 0)] {
            while true {
                do {
                    try await self.change(
                        room, [products(number..<number + 1, title: title, image: image)])
                    number += 1
                } catch let error as RoomClientError where error.reason == "ROOM_TOO_LARGE" {
                    break
                }
            }
        }
    }
}
