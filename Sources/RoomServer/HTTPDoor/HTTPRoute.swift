import RoomMapping
import RoomProtocol

/// One call of the HTTP door: a method, a path, and what answers it.
///
/// `all` is the one table: whoever adds a call adds a line to it.
struct HTTPRoute: Sendable {
    typealias Answer =
        @Sendable (HTTPHandler, HTTPCall, Values) async throws(Roomkeeper_V1_Error) -> HTTPAnswer

    /// What a path says in the places that a pattern leaves open.
    struct Values: Equatable, Sendable {
        var id = ""
        var operation = ""
    }

    let method: String
    /// What it is about, which decides who may make it.
    let access: Access
    /// `{id}` stands for the id of a room, `{operation}` for the name of an operation.
    let pattern: String
    private let segments: [Substring]
    let answer: Answer

    init(
        _ method: String, _ pattern: String, about access: Access, _ answer: @escaping Answer
    ) {
        self.method = method
        self.access = access
        self.pattern = pattern
        self.segments = pattern.split(separator: "/", omittingEmptySubsequences: false)
        self.answer = answer
    }

    /// Characters of a refused value that an error repeats.
    static let echoedCharacters = 128

    /// The open part of a pattern in which a room stands.
    private static let id = "{id}"
    private static let operation = ":{operation}"

    /// Whether it takes any verb, for `HTTPOperation` to know.
    var isForOperations: Bool { self.pattern.hasSuffix(Self.operation) }

    /// Whether it takes any verb on what the other route is about.
    func isForOperations(of other: HTTPRoute) -> Bool {
        self.pattern == other.pattern + Self.operation
    }

    /// The values of a path that this route is for; `nil` when it is not.
    func values(in path: [Substring]) -> Values? {
        guard path.count == self.segments.count else { return nil }
        var values = Values()
        for (pattern, segment) in zip(self.segments, path) {
            guard pattern.hasPrefix(Self.id) else {
                guard pattern == segment else { return nil }
                continue
            }
            let id = segment.prefix { $0 != ":" }
            let verb = segment.dropFirst(id.count)
            let wanted = pattern.dropFirst(Self.id.count)
            guard !id.isEmpty, wanted == verb || wanted == Self.operation && verb.count > 1 else {
                return nil
            }
            values.id = PercentCoding.decode(id)
            values.operation = PercentCoding.decode(verb.dropFirst())
        }
        return values
    }

    /// All routes for a path, the best first, each with what the path says.
    static func matching(_ path: Substring) -> [(route: HTTPRoute, values: Values)] {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        return Self.all.compactMap { route in
            route.values(in: segments).map { (route, $0) }
        }
    }
}
