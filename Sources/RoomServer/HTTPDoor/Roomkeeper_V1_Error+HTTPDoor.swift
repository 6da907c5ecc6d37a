import RoomMapping
import RoomProtocol
import RoomState

extension Roomkeeper_V1_Status {
    /// The status of HTTP for each canonical status (rooms.md §7).
    package var httpStatus: Int {
        switch self {
        case .ok: 200
        case .invalidArgument, .failedPrecondition, .outOfRange: 400
        case .unauthenticated: 401
        case .permissionDenied: 403
        case .notFound: 404
        case .alreadyExists, .aborted: 409
        case .resourceExhausted: 429
        case .internal, .UNRECOGNIZED: 500
        case .unavailable: 503
        case .unknown, .deadlineExceeded: 504
        }
    }
}

/// What only the HTTP door has to say.
extension Roomkeeper_V1_Error {
    static func unknownRoute(_ path: Substring) -> Roomkeeper_V1_Error {
        let routes = HTTPRoute.all.map { "\($0.method) \($0.pattern)" }
        return Roomkeeper_V1_Error(
            reason: "ROUTE_NOT_FOUND",
            message: "there is nothing at this path; there are "
                + routes.joined(separator: ", "),
            status: .notFound, metadata: ["path": String(path.prefix(HTTPRoute.echoedCharacters))])
    }

    static func unknownOperation(_ name: String) -> Roomkeeper_V1_Error {
        let names = HTTPOperation.all.map(\.name)
        let known = names.joined(separator: ", ")
        let nearest = NearestWord.find(for: name, among: names)
        let meant = nearest.map { "did you mean \($0)? It" } ?? "it"
        return Roomkeeper_V1_Error(
            reason: "UNKNOWN_OPERATION",
            message: "this version of the service has no such operation; \(meant) has \(known)",
            status: .notFound,
            metadata: ["operation": QueryParameters.echoed(name), "known": known])
    }

    /// - Parameter operations: the route of what can be done with the thing at the path.
    static func methodNotAllowed(
        _ method: String, allowed: String, operations: HTTPRoute?
    ) -> Roomkeeper_V1_Error {
        let others = operations.map { "; changes go to \($0.method) \($0.pattern)" } ?? ""
        return Roomkeeper_V1_Error(
            reason: "METHOD_NOT_ALLOWED", message: "use \(allowed) for this path\(others)",
            status: .invalidArgument,
            metadata: [
                "allowed": allowed, "actual": String(method.prefix(HTTPRoute.echoedCharacters)),
            ])
    }

    static func bodyTooLarge() -> Roomkeeper_V1_Error {
        Roomkeeper_V1_Error(
            InvalidField(
                field: "body", limit: "at most \(DoorLimits.httpBodyBytes) bytes",
                actual: "more than that"))
    }

    /// A response that has no JSON form: a fault of this node, whatever was asked.
    static func unwritable(_ failure: InvalidJSON) -> Roomkeeper_V1_Error {
        Roomkeeper_V1_Error(
            reason: "REPLY_UNWRITABLE",
            message: "the request was served, but its reply has no JSON form: \(failure)",
            status: .internal, outcome: .unknown)
    }
}
