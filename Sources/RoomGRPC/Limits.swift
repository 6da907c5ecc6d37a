import RoomProtocol

/// The bounds of the gRPC door.
enum Limits {
    /// Bytes of one request; the same as on the other doors.
    static let requestBytes = RoomProtocol.Limits.envelopeBytes
    /// Calls under way on one connection; HTTP/2 makes the client hold back more.
    static let callsPerConnection = 1_024
    /// Seconds without a call after which a connection is asked to close.
    static let idleSeconds: Int64 = 30 * 60
    /// Digits of a `grpc-timeout` header (gRPC over HTTP/2, "Timeout").
    static let timeoutDigits = 8
}
