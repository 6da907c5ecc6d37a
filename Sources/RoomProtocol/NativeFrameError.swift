/// Why the bytes of a native connection are not a sequence of envelopes.
///
/// It is the peer's fault, and the place where the next frame begins is lost with it: the
/// connection cannot go on after any of these.
package enum NativeFrameError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The length prefix announces more than `Limits.envelopeBytes`, or an envelope to be sent is
    /// longer than that.
    ///
    /// All in bytes.
    case oversize(limit: Int, actual: Int)
    /// The length prefix is 0; an envelope without a field would say nothing.
    case empty
    /// The connection ended inside a frame, of which `received` bytes (prefix included) had come.
    ///
    /// `expected` counts the prefix too; it is 4 while the prefix itself is incomplete.
    case truncated(expected: Int, received: Int)
    /// The bytes of the frame are not an envelope.
    case malformed(reason: String)

    package var description: String {
        switch self {
        case .oversize(let limit, let actual):
            "an envelope of \(actual) bytes is over the limit of \(limit) bytes"
        case .empty:
            "a frame has length 0; each frame must carry one envelope"
        case .truncated(let expected, let received):
            "the connection ended inside a frame, after \(received) of \(expected) bytes"
        case .malformed(let reason):
            "the bytes of a frame are not an envelope (\(reason))"
        }
    }
}
