import RoomProtocol
import SwiftProtobuf
import Testing

/// A request that no node may accept, and what the error must name.
struct BadRequest: Sendable {
    let name: String
    let request: Roomkeeper_V1_MutateRequest
    /// How the name of the field ends.
    let field: String
    /// What the limit must mention.
    let limit: String

    func check(reason: String, metadata: [String: String]) throws {
        try #require(reason == "INVALID_FIELD", "\(self.name): \(reason) \(metadata)")
        let named = try #require(metadata["field"], "\(self.name): \(metadata)")
        try #require(named.hasSuffix(self.field), "\(self.name): \(metadata)")
        let limit = try #require(metadata["limit"], "\(self.name): \(metadata)")
        try #require(limit.contains(self.limit), "\(self.name): \(metadata)")
        try #require(metadata["actual"] != nil, "\(self.name): \(metadata)")
    }

    static func all(roomID: String) -> [BadRequest] {
        Self.fieldsOfOperations(roomID: roomID) + Self.wholeRequests(roomID: roomID)
    }

    private static func fieldsOfOperations(roomID: String) -> [BadRequest] {
        [
            BadRequest(
                name: "a title that is too long",
                request: Self.change(
                    roomID, .updateInfo(.with { $0.title = String(repeating: "x", count: 801) })),
                field: "title", limit: "800"),
            BadRequest(
                name: "an empty title",
                request: Self.change(roomID, .updateInfo(.with { $0.title = "" })),
                field: "title", limit: "1"),
            BadRequest(
                name: "a description that is too long",
                request: Self.change(
                    roomID,
                    .updateInfo(.with { $0.description_p = String(repeating: "é", count: 1025) })),
                field: "description", limit: "2048"),
            BadRequest(
                name: "a product id with a space",
                request: Self.change(
                    roomID, .pinProduct(.with { $0.productID = "no spaces" })),
                field: "product_id", limit: "64"),
            BadRequest(
                name: "a user id that is too long",
                request: Self.change(
                    roomID,
                    .invite(.with { $0.userID = String(repeating: "u", count: 65) })),
                field: "user_id", limit: "64"),
            BadRequest(
                name: "too many products",
                request: Self.change(
                    roomID,
                    .addProducts(
                        .with { add in
                            add.products = (0..<101).map { number in
                                .with { $0.productID = "p\(number)" }
                            }
                        })),
                field: "products", limit: "100"),
        ]
    }

    private static func wholeRequests(roomID: String) -> [BadRequest] {
        [
            BadRequest(
                name: "too many operations",
                request: .with { request in
                    request.roomID = roomID
                    request.operations = (0..<65).map { _ in .with { $0.start = .init() } }
                },
                field: "operations", limit: "64"),
            BadRequest(
                name: "no operation",
                request: .with { $0.roomID = roomID },
                field: "operations", limit: "1"),
            BadRequest(
                name: "an owner that is no identifier",
                request: Self.change(
                    "",
                    .create(
                        .with {
                            $0.ownerID = "a/b"
                            $0.info.title = "t"
                        })),
                field: "owner_id", limit: "64"),
            BadRequest(
                name: "too many seats",
                request: Self.change(
                    "",
                    .create(
                        .with {
                            $0.ownerID = "a"
                            $0.info.title = "t"
                            $0.settings.guestSeats = 33
                        })),
                field: "guest_seats", limit: "32"),
        ]
    }

    private static func change(
        _ roomID: String, _ operation: Roomkeeper_V1_Operation.OneOf_Op
    ) -> Roomkeeper_V1_MutateRequest {
        .with {
            $0.roomID = roomID
            $0.operations = [.with { $0.op = operation }]
        }
    }
}
