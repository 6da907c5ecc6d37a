import RoomClient
import RoomProtocol
import SwiftProtobuf

/// Writes to rooms of its own, one change after the other, each with a request id of its own.
///
/// A change without an answer is repeated with the same request id until it has one, so in the end
/// every change took effect exactly once, or the cluster is wrong.
struct RoomWriter: Sendable {
    /// Changes of one room before the next is created; the bag holds 200 products unless told.
    static let changesPerRoom: UInt64 = 200
    /// Changes of a room after which it is read.
    private static let changesPerRead: UInt64 = 4
    /// How far ahead of the cluster's time a change may still take effect, in seconds.
    private static let lifetimeSeconds: Int64 = 300
    /// How long the cluster may leave a change without an answer.
    private static let patience = Duration.seconds(120)

    let number: Int
    let client: RoomClient
    let progress: LoadProgress
    private var groupTime: Google_Protobuf_Timestamp
    private var requests = 0

    init(
        number: Int, client: RoomClient, progress: LoadProgress,
        groupTime: Google_Protobuf_Timestamp
    ) {
        self.number = number
        self.client = client
        self.progress = progress
        self.groupTime = groupTime
    }

    /// Works until the load is stopped, and returns what was acknowledged.
    mutating func work() async throws -> [RoomRecord] {
        var records: [RoomRecord] = []
        while !self.progress.isStopped {
            var record = try await self.createRoom()
            while !self.progress.isStopped && record.changes < Self.changesPerRoom {
                try await self.change(&record)
            }
            records.append(record)
        }
        return records
    }

    private mutating func createRoom() async throws -> RoomRecord {
        var create = Roomkeeper_V1_Create()
        create.ownerID = "writer-\(self.number)"
        create.info.title = "new"
        let response = try await self.write(.create(create), roomID: "")
        return RoomRecord(roomID: response.roomID, title: "new")
    }

    /// Adds a product and replaces the title in turn: a product added twice would be refused, and a
    /// title set late for a second time would count as one more revision.
    private mutating func change(_ record: inout RoomRecord) async throws {
        let value = "w\(self.number)-c\(record.changes)"
        let response: Roomkeeper_V1_MutateResponse
        if record.changes.isMultiple(of: 2) {
            var add = Roomkeeper_V1_AddProducts()
            add.products = [.with { $0.productID = value }]
            response = try await self.write(.addProducts(add), roomID: record.roomID)
            record.products.append(value)
        } else {
            var update = Roomkeeper_V1_UpdateInfo()
            update.title = value
            response = try await self.write(.updateInfo(update), roomID: record.roomID)
            record.title = value
        }
        record.changes += 1
        if record.changes.isMultiple(of: Self.changesPerRead) {
            try await self.read(record)
        }
        guard response.changed, response.revision == record.revision else {
            throw TestFailure(
                "room \(record.roomID): change \(record.changes) was acknowledged at revision "
                    + "\(response.revision) instead of \(record.revision), "
                    + "changed: \(response.changed), replayed: \(response.replayed)")
        }
    }

    /// A linearizable read sees what was acknowledged, and nobody else writes to the room.
    private func read(_ record: RoomRecord) async throws {
        let request = Roomkeeper_V1_GetRoomRequest.with { $0.roomID = record.roomID }
        let room = try await Eventually.get("a read is answered", within: Self.patience) {
            do {
                return try await self.client.getRoom(request).room
            } catch {
                self.progress.countFailure(error)
                throw error
            }
        }
        guard room.revision == record.revision else {
            throw TestFailure(
                "room \(record.roomID): read at revision \(room.revision) after "
                    + "\(record.revision) was acknowledged")
        }
    }

    private mutating func write(
        _ operation: Roomkeeper_V1_Operation.OneOf_Op, roomID: String
    ) async throws -> Roomkeeper_V1_MutateResponse {
        self.requests += 1
        var request = Roomkeeper_V1_MutateRequest()
        request.roomID = roomID
        request.requestID = "w\(self.number)-\(self.requests)"
        request.notAfter = self.groupTime
        request.notAfter.seconds += Self.lifetimeSeconds
        request.operations = [.with { $0.op = operation }]
        let response = try await self.settle(request)
        self.groupTime = response.groupTime
        self.progress.countAcknowledgement()
        return response
    }

    private func settle(
        _ request: Roomkeeper_V1_MutateRequest
    ) async throws -> Roomkeeper_V1_MutateResponse {
        let name = request.requestID
        return try await Eventually.get("\(name) is answered", within: Self.patience) {
            switch await self.client.mutate(request) {
            case .ok(let response):
                return response
            case .unknown(let error):
                self.progress.countFailure(error)
                throw error
            case .rejected(let error):
                self.progress.countFailure(error)
                let isTransient = [.unavailable, .deadlineExceeded, .resourceExhausted]
                    .contains(error.status)
                guard isTransient else {
                    throw TestFailure("\(name) of room \(request.roomID) was rejected: \(error)")
                }
                throw error
            }
        }
    }
}
