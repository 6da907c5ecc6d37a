/// The JSON of `roomctl room get -o json` and of `GET /v1/rooms/{id}`, by the protobuf mapping: 64
/// bit integers are strings, and what is at its default is left out.
struct RoomAnswer: Decodable {
    struct Room: Decodable {
        let roomId: String
        let ownerId: String
        let hostId: String
        let state: String
        let stateReason: String?
        let revision: String
        let productsRevision: String?
        let info: Info
        let stage: Stage?
        let products: Products?
    }

    struct Info: Decodable {
        let title: String
        let description: String?
        let tags: [String]?
        let labels: [String: String]?
    }

    struct Stage: Decodable {
        let seats: [Seat]?
    }

    struct Seat: Decodable {
        let userId: String?
        let role: String?
    }

    struct Products: Decodable {
        let bag: [Product]?
        let pinned: [String]?
        let spotlight: Spotlight?
    }

    struct Product: Decodable {
        let productId: String
        let title: String?
    }

    struct Spotlight: Decodable {
        let productId: String
    }

    let room: Room
    let nodeId: String
    let readLevel: String

    /// Users who are seated in `role`.
    func users(_ role: String) -> [String] {
        (self.room.stage?.seats ?? []).filter { $0.role == role }.compactMap { $0.userId }
    }
}
