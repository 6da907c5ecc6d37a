/// The door that a request came through, for a metric's label.
package enum GatewayDoor: String, CaseIterable, Sendable {
    case native
    case grpc
    case http
}
