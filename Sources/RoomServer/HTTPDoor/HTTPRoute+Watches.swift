import RoomProtocol

extension HTTPRoute {
    static let watchRoutes = [
        HTTPRoute("GET", "/v1/rooms/{id}:watch") {
            handler, call, path async throws(Roomkeeper_V1_Error) in
            try await handler.watch(path.id, call)
        },
        HTTPRoute("GET", "/v1/rooms:watch") {
            handler, call, _ async throws(Roomkeeper_V1_Error) in
            try await handler.watch(nil, call)
        },
        HTTPRoute("GET", "/v1/rooms/{id}:wait") {
            handler, call, path async throws(Roomkeeper_V1_Error) in
            try await handler.wait(path.id, call)
        },
    ]
}
