import NIOCore
import RoomProtocol

/// One attempt that waits on a connection for its reply.
struct PendingCall: Sendable {
    /// What came of it.
    enum Result: Sendable {
        case reply(Roomkeeper_V1_ServerEnvelope.OneOf_Reply)
        /// The server's hello is there; only for a call that waits for it.
        case greeted
        case ended(AttemptEnd)
    }

    let id: UInt64
    let deadline: NIODeadline
    let continuation: CheckedContinuation<Result, Never>
    /// The encoded envelope until it is handed to the channel; nil afterwards, and empty for a call
    /// that sends nothing and waits for the hello.
    var frame: [UInt8]?

    var awaitsHello: Bool { self.frame?.isEmpty ?? false }

    /// Hands out the frame, once, to be written.
    mutating func takeFrame() -> [UInt8]? {
        defer { self.frame = nil }
        return self.frame
    }
}
