import Foundation
import RoomProtocol
import SwiftProtobuf

/// The same calls as the HTTP door spells them.
extension DoorQuery {
    struct Spelling: Sendable {
        let path: String
        /// Of a POST; nil for a GET.
        let json: String?
    }

    static func spelled(_ request: Request) throws -> Spelling {
        switch request {
        case .getRoom(let get): try Self.get("/v1/rooms/{id}", get, id: get.roomID)
        case .batchGetRooms(let batch): try Self.get("/v1/rooms:batchGet", batch)
        case .listRooms(let list): try Self.get("/v1/rooms", list)
        case .findRooms(let find): try Self.get("/v1/rooms:find", find)
        case .listRoomEvents(let events):
            try Self.get("/v1/rooms/{id}/events", events, id: events.roomID)
        case .listDeadlines(let deadlines): try Self.get("/v1/deadlines", deadlines)
        case .settle(let settle):
            Spelling(path: "/v1/rooms:settle", json: try settle.jsonString())
        case .heartbeat(let heartbeat):
            Spelling(path: "/v1/rooms:heartbeat", json: try heartbeat.jsonString())
        default: throw TestFailure("\(request) is no call of this table")
        }
    }

    /// Every field of the message as a parameter, except the one that is in the path.
    private static func get(
        _ path: String, _ message: some Message, id: String? = nil
    ) throws -> Spelling {
        let whole = try JSONSerialization.jsonObject(with: Data(message.jsonString().utf8))
        guard var fields = whole as? [String: Any] else { throw TestFailure("\(whole)") }
        if id != nil { fields["roomId"] = nil }
        if let product = fields.removeValue(forKey: "product") as? [String: Any] {
            fields.merge(product) { $1 }
        }
        let query = fields.sorted { $0.key < $1.key }.flatMap { name, value in
            // What may be given more than once is named for one of them.
            guard let values = value as? [Any] else { return ["\(name)=\(Self.escaped(value))"] }
            let one = name == "roomIds" ? "id" : "state"
            return values.map { "\(one)=\(Self.escaped($0))" }
        }
        let place = path.replacingOccurrences(of: "{id}", with: Self.escaped(id ?? ""))
        return Spelling(path: place + "?" + query.joined(separator: "&"), json: nil)
    }

    private static func escaped(_ value: Any) -> String {
        "\(value)".addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}
