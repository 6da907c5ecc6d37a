import RoomProtocol
import RoomServer

/// The bounds of the gRPC door.
enum Limits {
    /// Bytes of one request; the same as on the other doors.
    static let requestBytes = RoomProtocol.Limits.envelopeBytes
    /// Calls under way on one connection; HTTP/2 makes the client hold back more.
    static let callsPerConnection = 1_024
    /// Calls under way on one `Session` stream; more wait to be read, as on a native connection.
    static let sessionRequestsInFlight = DoorLimits.requestsInFlightPerConnection
    /// Updates of all watches of one session that wait to be written; more gather or conflate in
    /// the watches, within the bounds of `WatchLimits`.
    static let sessionUpdates = 256
    /// Bytes of those updates, and one update more.
    static let sessionUpdateBytes = 512 << 10
    /// Updates that one write takes beside all answers that are there.
    static let sessionUpdatesPerWrite = 64
    /// Bytes of updates after which a write takes no more of them.
    static let sessionBytesPerWrite = 128 << 10
    /// Milliseconds between two looks at the node's readiness for a watch of its health.
    static let healthLookMilliseconds: Int64 = 200
    /// Characters of a refused value that an error repeats.
    static let echoedCharacters = 128
    /// Seconds without a call after which a connection is asked to close.
    static let idleSeconds: Int64 = 30 * 60
    /// Digits of a `grpc-timeout` header (gRPC over HTTP/2, "Timeout").
    static let timeoutDigits = 8
}
