import NIOCore
import RoomProtocol

/// The bounds of the gateway and of the doors in this module.
package enum DoorLimits {
    // Gateway.
    /// Requests under way on one node, all doors together; one more is OVERLOADED.
    package static let requestsInFlight = 32_768
    /// What a request waits when it does not say, in milliseconds.
    package static let defaultTimeoutMilliseconds: UInt32 = 5000
    /// The longest that a request may wait, in milliseconds.
    package static let timeoutMilliseconds: ClosedRange<UInt32> = 1...60_000

    /// For how many seconds' worth of changes a room may be changed at once, with `room-rate`.
    package static let rateBurstSeconds = 2
    /// Rooms whose rate is kept in mind.
    package static let ratedRooms = 65_536
    /// The least time between two searches of that table for rooms to forget.
    static let rateSweepPause = Duration.milliseconds(100)

    /// Bytes of a backup in one answer.
    package static let backupPieceBytes: UInt32 = 1 << 20

    // Native door.
    /// Rooms that are kept as they were encoded, and the bytes of one at most: 8 MiB.
    static let encodedRooms = 4096
    static let encodedRoomBytes = 2048
    /// Requests under way on one connection, unless configured; more wait in the socket.
    package static let requestsInFlightPerConnection = 1024
    /// Client connections of one door, unless configured; one more is told OVERLOADED and closed.
    package static let connections = 4096
    /// How long a new connection may take to say hello, in seconds.
    package static let helloSeconds: Int64 = 10
    /// Replies are put together into writes of about this many bytes.
    package static let replyBatchBytes = 64 << 10
    /// Bytes of one read from a client's socket, at most.
    package static let socketReadBytes = 64 << 10
    /// Unsent bytes of one connection above which nothing is read from it, and below which it goes
    /// on.
    static let writeWatermark = ChannelOptions.Types.WriteBufferWaterMark(
        low: 128 << 10, high: 512 << 10)
    /// How long a client may take to read its last replies when its connection ends, in seconds.
    package static let lastWordSeconds: Int64 = 10
    /// How long a connection that was told of its fault may take to close its side, in seconds.
    package static let lingerSeconds: Int64 = 1
    /// Characters of `ClientHello.user_agent` that are logged.
    package static let userAgentCharacters = 128

    // HTTP door.
    /// Bytes of a request's body; the same as an envelope of the native door.
    package static let httpBodyBytes = RoomProtocol.Limits.envelopeBytes
    /// How long a long poll waits unless told, in milliseconds.
    package static let longPollMilliseconds: UInt32 = 30_000
    /// Bytes of all header fields of a request.
    package static let httpHeaderBytes = 32 << 10
    /// Header fields of a request.
    package static let httpHeaderFields = 100
    /// After how long without a request a connection is closed, in seconds.
    package static let httpIdleSeconds: Int64 = 75
    /// How deep arrays and objects of a JSON body may nest.
    package static let jsonDepth = 32
    /// Attempts to find the field that a JSON body went wrong at.
    package static let jsonFaultAttempts = 4096
}
