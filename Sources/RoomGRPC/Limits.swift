/// The bounds of the gRPC door.
enum Limits {
    /// Bytes of one request.
    ///
    /// The library answers what is larger by cancelling the stream, without a word. So the limit is
    /// far above that of a command, which the gateway refuses in words.
    static let requestBytes = 16 << 20
    /// Calls under way on one connection; HTTP/2 makes the client hold back more.
    static let callsPerConnection = 1_024
    /// Seconds without a call after which a connection is asked to close.
    static let idleSeconds: Int64 = 30 * 60
    /// Digits of a `grpc-timeout` header (gRPC over HTTP/2, "Timeout").
    static let timeoutDigits = 8
}
