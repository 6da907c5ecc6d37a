/// The JSON of a `roomctl` command that changes a room, by the protobuf mapping.
struct ChangeAnswer: Decodable {
    let roomId: String
    let revision: String
    let changed: Bool?
    let replayed: Bool?
}
