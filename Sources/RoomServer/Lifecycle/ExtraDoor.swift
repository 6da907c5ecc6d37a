package import ServiceLifecycle

/// A door that another module brings, so that this one need not link its library.
package struct ExtraDoor: Sendable {
    /// The door's name in settings and errors.
    package var name: String
    /// Where it listens.
    var address: @Sendable (ListenAddresses) -> Endpoint
    var make: @Sendable (DoorContext) -> any Service

    /// The gRPC door.
    package static func grpc(
        _ make: @escaping @Sendable (DoorContext) -> any Service
    ) -> ExtraDoor {
        ExtraDoor(name: "grpc", address: \.grpc, make: make)
    }
}
