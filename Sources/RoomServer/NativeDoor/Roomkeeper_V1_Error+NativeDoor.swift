import RoomMapping
package import RoomProtocol
import RoomState

/// What only the native door has to say.
extension Roomkeeper_V1_Error {
    /// The bytes are no envelopes; where the next one begins is not known, so the connection ends.
    static func badFrame(_ failure: NativeFrameError) -> Roomkeeper_V1_Error {
        switch failure {
        case .oversize(let limit, let actual):
            Roomkeeper_V1_Error(
                InvalidField(
                    field: "frame", limit: "at most \(limit) bytes", actual: "\(actual) bytes"))
        case .empty:
            Roomkeeper_V1_Error(
                InvalidField(field: "frame", limit: "at least 1 byte", actual: "0 bytes"))
        case .truncated(let expected, let received):
            Roomkeeper_V1_Error(
                InvalidField(
                    field: "frame", limit: "\(expected) bytes, as its length says",
                    actual: "\(received) bytes"))
        case .malformed(let reason):
            Roomkeeper_V1_Error(
                InvalidField(
                    field: "frame", limit: "an encoded ClientEnvelope",
                    actual: "bytes that do not decode (\(reason))"))
        }
    }

    static func helloExpected() -> Roomkeeper_V1_Error {
        Roomkeeper_V1_Error(
            InvalidField(
                field: "hello", limit: "the first envelope of a connection",
                actual: "a request that came before it"))
    }

    static func helloMissing() -> Roomkeeper_V1_Error {
        Roomkeeper_V1_Error(
            InvalidField(
                field: "hello", limit: "sent within \(DoorLimits.helloSeconds) seconds",
                actual: "absent"))
    }

    static func secondHello() -> Roomkeeper_V1_Error {
        Roomkeeper_V1_Error(
            InvalidField(field: "hello", limit: "once for a connection", actual: "a second one"))
    }

    package static func unknownProtocol(_ version: UInt32) -> Roomkeeper_V1_Error {
        Roomkeeper_V1_Error(
            InvalidField(
                field: "hello.protocol_version", limit: "\(NativeDoor.protocolVersion)",
                actual: "\(version)"))
    }

    static func tooManyConnections(_ limit: Int) -> Roomkeeper_V1_Error {
        .overloaded(limit: "\(limit) connections to the native door of this node")
    }

    /// A reply that fits no frame: a fault of this node, whatever was asked.
    static func unsendable(_ failure: NativeFrameError) -> Roomkeeper_V1_Error {
        Roomkeeper_V1_Error(
            reason: "REPLY_TOO_LARGE",
            message: "the request was served, but its reply cannot be sent: \(failure)",
            status: .internal, outcome: .unknown)
    }
}
