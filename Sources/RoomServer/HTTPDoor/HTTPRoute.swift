/// What a path of the HTTP door stands for.
enum HTTPRoute: Equatable {
    case health
    case readiness
    case metrics
    case node
    /// `nil`: rooms without an id, where only creation is possible.
    case mutate(room: String?)
    case room(String)

    static let allPaths = [
        "/healthz", "/readyz", "/metrics", "/v1/node", "/v1/rooms/{id}", "/v1/rooms/{id}:mutate",
        "/v1/rooms:mutate",
    ]

    /// Characters of a refused value that an error repeats.
    static let echoedCharacters = 128

    private static let rooms = "/v1/rooms/"
    private static let mutation = ":mutate"

    /// `nil` when nothing is at `path`.
    init?(path: Substring) {
        switch path {
        case "/healthz": self = .health
        case "/readyz": self = .readiness
        case "/metrics": self = .metrics
        case "/v1/node": self = .node
        case "/v1/rooms:mutate": self = .mutate(room: nil)
        default:
            guard path.hasPrefix(Self.rooms) else { return nil }
            let rest = path.dropFirst(Self.rooms.count)
            guard !rest.isEmpty, !rest.contains("/") else { return nil }
            if rest.hasSuffix(Self.mutation) {
                let id = PercentCoding.decode(rest.dropLast(Self.mutation.count))
                self = .mutate(room: id)
            } else if rest.contains(":") {
                // Another verb; ids have no colon.
                return nil
            } else {
                self = .room(PercentCoding.decode(rest))
            }
        }
    }

    /// The one method that is allowed.
    var method: String {
        switch self {
        case .health, .readiness, .metrics, .node, .room: "GET"
        case .mutate: "POST"
        }
    }
}
