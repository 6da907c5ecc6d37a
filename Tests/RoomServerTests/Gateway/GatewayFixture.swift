import RoomMapping
import RoomProtocol
import RoomServer
import RoomState
import SwiftProtobuf
import Synchronization
import Testing

/// A gateway over a fake replica, and the requests that most tests begin with.
struct GatewayFixture {
    let replica: FakeReplica
    let observer = RecordingObserver()
    let gateway: RoomGateway

    init(
        requestsInFlight: Int = DoorLimits.requestsInFlight, roomRate: Int = 0,
        watchLimits: WatchHubLimits = WatchHubLimits()
    ) throws {
        self.replica = try FakeReplica(watchLimits: watchLimits)
        var options = RoomGateway.Options()
        options.requestsInFlight = requestsInFlight
        options.roomRate = roomRate
        options.version = "1.2.3"
        self.gateway = RoomGateway(
            replica: self.replica, rooms: self.replica.rooms, observer: self.observer,
            options: options)
    }

    func mutate(
        _ request: Roomkeeper_V1_MutateRequest
    ) async -> Result<Roomkeeper_V1_MutateResponse, Roomkeeper_V1_Error> {
        await self.gateway.mutate(request, caller: "tests", timeout: .seconds(5))
    }

    func mutate(
        _ room: String, _ operations: Roomkeeper_V1_Operation.OneOf_Op...
    ) async throws -> Roomkeeper_V1_MutateResponse {
        try await self.mutate(.mutation(of: room, operations)).get()
    }

    /// A live room of `host` with some products in the bag.
    func makeRoom(
        host: String = "ana", products: [String] = ["p1", "p2", "p3"]
    ) async throws -> String {
        var add = Roomkeeper_V1_AddProducts()
        add.products = products.map { .named($0) }
        var operations: [Roomkeeper_V1_Operation.OneOf_Op] = [.create(.room(of: host))]
        if !products.isEmpty { operations.append(.addProducts(add)) }
        return try await self.mutate(.mutation(of: "", operations)).get().roomID
    }

    /// Gives a room a title and a description of about `bytes`, which make one change.
    func describe(_ room: String, _ turn: Int, bytes: Int = 0) async throws {
        var update = Roomkeeper_V1_UpdateInfo()
        update.title = "title \(turn)"
        update.description_p = String(repeating: "d", count: bytes) + "\(turn)"
        _ = try await self.mutate(room, .updateInfo(update))
    }

    func room(_ id: String) async throws -> Roomkeeper_V1_Room {
        var request = Roomkeeper_V1_GetRoomRequest()
        request.roomID = id
        return try await self.gateway.getRoom(request, timeout: .seconds(5)).get().room
    }
}

/// Keeps what the gateway told.
final class RecordingObserver: GatewayObserver {
    struct Ended: Equatable {
        var request: GatewayRequest
        var result: GatewayResult
    }

    private let recorded = Mutex<[Ended]>([])

    var ended: [Ended] { self.recorded.withLock { $0 } }

    func requestEnded(
        _ request: GatewayRequest, as result: GatewayResult, after elapsed: Duration
    ) {
        self.recorded.withLock { $0.append(Ended(request: request, result: result)) }
    }
}

extension Roomkeeper_V1_MutateRequest {
    static func mutation(
        of room: String, _ operations: [Roomkeeper_V1_Operation.OneOf_Op]
    ) -> Roomkeeper_V1_MutateRequest {
        var request = Roomkeeper_V1_MutateRequest()
        request.roomID = room
        request.operations = operations.map {
            var operation = Roomkeeper_V1_Operation()
            operation.op = $0
            return operation
        }
        return request
    }

    static func mutation(
        of room: String, _ operations: Roomkeeper_V1_Operation.OneOf_Op...
    ) -> Roomkeeper_V1_MutateRequest {
        .mutation(of: room, operations)
    }

    /// The request with an id, to be applied within a minute of the fake's time.
    func identified(_ id: String, seconds: UInt64 = 60) -> Roomkeeper_V1_MutateRequest {
        var request = self
        request.requestID = id
        request.notAfter = Google_Protobuf_Timestamp(
            milliseconds: FakeReplica.startTime.milliseconds + seconds * 1000)
        return request
    }
}

extension Roomkeeper_V1_Create {
    static func room(of host: String, title: String = "A room") -> Roomkeeper_V1_Create {
        var create = Roomkeeper_V1_Create()
        create.ownerID = host
        create.info.title = title
        create.start = true
        return create
    }
}

extension Roomkeeper_V1_NewProduct {
    static func named(_ id: String) -> Roomkeeper_V1_NewProduct {
        var product = Roomkeeper_V1_NewProduct()
        product.productID = id
        product.title = "The \(id)"
        return product
    }
}

extension Roomkeeper_V1_UnpinProduct {
    static func product(_ id: String) -> Roomkeeper_V1_UnpinProduct {
        var unpin = Roomkeeper_V1_UnpinProduct()
        unpin.productID = id
        return unpin
    }
}

extension Roomkeeper_V1_PinProduct {
    static func product(_ id: String) -> Roomkeeper_V1_PinProduct {
        var pin = Roomkeeper_V1_PinProduct()
        pin.productID = id
        return pin
    }
}

/// Fails the test with what came instead.
func expectError(
    _ result: Result<some Any, Roomkeeper_V1_Error>,
    sourceLocation: SourceLocation = #_sourceLocation
) -> Roomkeeper_V1_Error {
    switch result {
    case .failure(let error): return error
    case .success(let response):
        Issue.record("expected an error, got \(response)", sourceLocation: sourceLocation)
        return Roomkeeper_V1_Error()
    }
}
