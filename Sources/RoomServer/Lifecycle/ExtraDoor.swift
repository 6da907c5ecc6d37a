package import ServiceLifecycle

/// A door that another module brings, so that this one need not link its library.
package struct ExtraDoor: Sendable {
    package var door: GatewayDoor
    /// Where it listens.
    var address: @Sendable (ListenAddresses) -> Endpoint
    /// Makes the door; it ends when it is told to, or throws why it cannot go on.
    var make: @Sendable (DoorContext) -> any Service

    /// The door's name in settings and errors.
    var name: String { self.door.rawValue }

    /// The gRPC door.
    package static func grpc(
        _ make: @escaping @Sendable (DoorContext) -> any Service
    ) -> ExtraDoor {
        ExtraDoor(door: .grpc, address: \.grpc, make: make)
    }
}
