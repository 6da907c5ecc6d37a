import RoomProtocol

extension HTTPRoute {
    static let watchRoutes = [
        HTTPRoute("GET", "/v1/rooms/{id}:watch", about: .rooms) {
            handler, call, path async throws(Roomkeeper_V1_Error) in
            try await handler.watch(path.id, call)
        },
        HTTPRoute("GET", "/v1/rooms:watch", about: .rooms) {
            handler, call, _ async throws(Roomkeeper_V1_Error) in
            try await handler.watch(nil, call)
        },
        HTTPRoute("GET", "/v1/rooms/{id}:wait", about: .rooms) {
            handler, call, path async throws(Roomkeeper_V1_Error) in
            try await handler.wait(path.id, call)
        },
    ]
}
