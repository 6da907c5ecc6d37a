import RoomMapping
import RoomProtocol

extension HTTPRoute {
    /// Every call, a named verb before the route for any operation.
    static let all: [HTTPRoute] =
        Self.nodeRoutes + Self.queryRoutes + Self.watchRoutes + Self.changeRoutes

    private static let nodeRoutes = [
        HTTPRoute("GET", "/healthz", about: .node) { _, _, _ in .text("ok\n") },
        HTTPRoute("GET", "/readyz", about: .node) { handler, _, _ in handler.readiness() },
        HTTPRoute("GET", "/metrics", about: .node) { handler, _, _ in handler.metricsPage() },
        HTTPRoute("GET", "/v1/node", about: .node) { handler, call, _ throws(Roomkeeper_V1_Error) in
            try handler.node(call)
        },
    ]

    private static let queryRoutes = [
        HTTPRoute("GET", "/v1/rooms/{id}", about: .rooms) {
            handler, call, path async throws(Roomkeeper_V1_Error) in
            try await handler.room(path.id, call)
        },
        HTTPRoute("GET", "/v1/rooms", about: .rooms) {
            handler, call, _ async throws(Roomkeeper_V1_Error) in
            try await handler.list(call)
        },
        HTTPRoute("GET", "/v1/rooms:batchGet", about: .rooms) {
            handler, call, _ async throws(Roomkeeper_V1_Error) in
            try await handler.batch(call)
        },
        HTTPRoute("GET", "/v1/rooms:find", about: .rooms) {
            handler, call, _ async throws(Roomkeeper_V1_Error) in
            try await handler.find(call)
        },
        HTTPRoute("GET", "/v1/rooms/{id}/events", about: .rooms) {
            handler, call, path async throws(Roomkeeper_V1_Error) in
            try await handler.events(path.id, call)
        },
        HTTPRoute("GET", "/v1/deadlines", about: .rooms) {
            handler, call, _ async throws(Roomkeeper_V1_Error) in
            try await handler.deadlines(call)
        },
    ]

    private static let changeRoutes = [
        HTTPRoute("POST", "/v1/rooms", about: .rooms) {
            handler, call, _ async throws(Roomkeeper_V1_Error) in
            try await handler.create(call)
        },
        HTTPRoute("POST", "/v1/rooms:mutate", about: .rooms) {
            handler, call, _ async throws(Roomkeeper_V1_Error) in
            try await handler.mutate(nil, call)
        },
        HTTPRoute("POST", "/v1/rooms:settle", about: .rooms) {
            handler, call, _ async throws(Roomkeeper_V1_Error) in
            try await handler.settle(nil, call)
        },
        HTTPRoute("POST", "/v1/rooms:heartbeat", about: .rooms) {
            handler, call, _ async throws(Roomkeeper_V1_Error) in
            try await handler.heartbeat(call)
        },
        HTTPRoute("POST", "/v1/rooms/{id}:mutate", about: .rooms) {
            handler, call, path async throws(Roomkeeper_V1_Error) in
            try await handler.mutate(path.id, call)
        },
        HTTPRoute("POST", "/v1/rooms/{id}:settle", about: .rooms) {
            handler, call, path async throws(Roomkeeper_V1_Error) in
            try await handler.settle(path.id, call)
        },
        HTTPRoute("POST", "/v1/rooms/{id}:heartbeat", about: .rooms) {
            handler, call, path async throws(Roomkeeper_V1_Error) in
            try await handler.heartbeat(of: path.id, call)
        },
        HTTPRoute("POST", "/v1/rooms/{id}:{operation}", about: .rooms) {
            handler, call, path async throws(Roomkeeper_V1_Error) in
            try await handler.operate(path.operation, on: path.id, call)
        },
    ]
}
