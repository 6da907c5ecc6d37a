import RoomProtocol
import RoomState

extension Roomkeeper_V1_GetRoomRequest {
    /// The read of `room` that a query such as `view=STAGE&readLevel=LOCAL` asks for.
    ///
    /// Names may also be written as in the protocol (`read_level`), as in a JSON body.
    init(room: String, query: Substring) throws(InvalidField) {
        self.init()
        self.roomID = room
        var seen: Set<String> = []
        for pair in query.split(separator: "&") {
            let name = PercentCoding.decode(pair.prefix { $0 != "=" })
            let value = PercentCoding.decode(pair.drop { $0 != "=" }.dropFirst())
            let field: String
            switch name {
            case "view":
                field = "view"
                self.view = try Self.view(value)
            case "readLevel", "read_level":
                field = "read_level"
                self.readLevel = try Self.readLevel(value)
            case "consistencyToken", "consistency_token":
                field = "consistency_token"
                self.consistencyToken = value
            default:
                throw InvalidField(
                    field: String(name.prefix(HTTPRoute.echoedCharacters)),
                    limit: "one of view, readLevel and consistencyToken",
                    actual: "an unknown query parameter")
            }
            guard seen.insert(field).inserted else {
                throw InvalidField(
                    field: field, limit: "given once", actual: "given more than once")
            }
        }
    }

    private static func view(_ word: String) throws(InvalidField) -> Roomkeeper_V1_View {
        switch word {
        case "BASIC": .basic
        case "STAGE": .stage
        case "PRODUCTS": .products
        case "FULL": .full
        default:
            throw InvalidField(
                field: "view", limit: "BASIC, STAGE, PRODUCTS or FULL",
                actual: String(word.prefix(HTTPRoute.echoedCharacters)))
        }
    }

    private static func readLevel(_ word: String) throws(InvalidField) -> Roomkeeper_V1_ReadLevel {
        switch word {
        case "LINEARIZABLE": .linearizable
        case "AT_LEAST": .atLeast
        case "LOCAL": .local
        default:
            throw InvalidField(
                field: "read_level", limit: "LINEARIZABLE, AT_LEAST or LOCAL",
                actual: String(word.prefix(HTTPRoute.echoedCharacters)))
        }
    }
}
