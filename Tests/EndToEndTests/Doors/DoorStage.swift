import Foundation
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
        let request: Roomkeeper_V1_MutateRequest
        let roomID: String
        let operation: String
        /// Group time of the last change.
        let time: Google_Protobuf_Timestamp
    }

    /// - Parameter number: tells this case's hosts from those of all others.
    func prepare(_ row: DoorCase, number: Int) async throws -> Prepared {
        let host = "host-\(number)"
        let busy = "busy-\(number)"
        if row.setup.hostIsBusy {
            _ = try await self.create(.with { $0.start = true }, host: busy)
        }
        var create = row.setup.create
        if row.operation == "start", row.setup.hostIsBusy { create.hostID = busy }
        let created = try await self.create(create, host: host)
        if !row.setup.operations.isEmpty {
            _ = try await self.change(created.roomID, row.setup.operations)
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
        if row.requestID == "used" { try await self.use(request) }
        let json = try request.jsonString()
            .replacingOccurrences(of: "{host}", with: host)
            .replacingOccurrences(of: "{busy}", with: busy)
        return Prepared(
            request: try Roomkeeper_V1_MutateRequest(jsonString: json), roomID: created.roomID,
            operation: row.operation, time: created.groupTime)
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
        } catch let refusal as GRPCNode.Refusal {
            return (DoorAnswer(refusal), refusal.code.rawValue)
        }
    }

    /// Asks the path of the operation, with its message as the body and all else around it.
    func askHTTP(_ asked: Prepared) async throws -> (DoorAnswer, Int) {
        let request = asked.request
        let whole = try JSONSerialization.jsonObject(
            with: Data(try request.operations[0].jsonString().utf8))
        guard let object = whole as? [String: Any], let body = object.first?.value else {
            throw TestFailure("\(whole) is no operation")
        }
        let json = String(
            decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
        var query: [String] = []
        if !request.actorID.isEmpty { query.append("actor_id=\(request.actorID)") }
        let preconditions = request.preconditions
        if preconditions.hasRevision {
            query.append("preconditions.revision=\(preconditions.revision)")
        }
        if preconditions.hasProductsRevision {
            query.append("preconditions.products_revision=\(preconditions.productsRevision)")
        }
        if preconditions.hasHostID { query.append("preconditions.host_id=\(preconditions.hostID)") }
        let path =
            asked.operation == "create"
            ? "/v1/rooms" : "/v1/rooms/\(request.roomID):\(asked.operation)"
        var headers: [String: String] = [:]
        if !request.requestID.isEmpty {
            headers["Idempotency-Key"] = request.requestID
            headers["Request-Not-After"] = String(
                request.notAfter.seconds * 1000 + Int64(request.notAfter.nanos) / 1_000_000)
        }
        let reply = try await HTTPReply.post(
            port: self.httpPort, path: path + "?" + query.joined(separator: "&"), json: json,
            headers: headers)
        guard reply.status >= 400 else { throw TestFailure("the HTTP door took it: \(reply.text)") }
        return (DoorAnswer(try reply.decoded(ErrorAnswer.self).error), reply.status)
    }

    // MARK: The room

    func revision(of room: String) async throws -> UInt64 {
        try await self.native.getRoom(.with { $0.roomID = room }).room.revision
    }

    private func create(
        _ template: Roomkeeper_V1_Create, host: String
    ) async throws -> Roomkeeper_V1_MutateResponse {
        var create = template
        create.ownerID = host
        if create.info.title.isEmpty { create.info.title = "t" }
        return try await self.change("", [.create(create)])
    }

    @discardableResult
    private func change(
        _ room: String, _ operations: [DoorCase.Kind]
    ) async throws -> Roomkeeper_V1_MutateResponse {
        let request = Roomkeeper_V1_MutateRequest.with {
            $0.roomID = room
            $0.operations = operations.map { kind in .with { $0.op = kind } }
        }
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
        other.operations = [.with { $0.updateInfo.description_p = "used" }]
        if case .ok = await self.native.mutate(other) { return }
        throw TestFailure("the request id could not be used before")
    }

    /// Fills the bag until not even a title fits.
    private func fill(_ room: String) async throws {
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
