/// What the body of a frame is; the raw value is the byte on the wire.
package enum FrameKind: UInt8, CaseIterable, Sendable, CustomStringConvertible {
    /// The dialling side says who it is and whom it means to reach.
    case hello = 1
    /// The accepting side takes the link and says who it is.
    case accept = 2
    /// Either side ends the link, with a code and a sentence.
    case refuse = 3
    /// The dialling side asks whether the other is alive.
    case ping = 4
    /// The accepting side answers a ping with the ping's number.
    case pong = 5
    /// Bytes that this module does not look into.
    case payload = 16
    /// Reserved for snapshot streams; refused now.
    case snapshotBegin = 32
    /// Reserved for snapshot streams; refused now.
    case snapshotChunk = 33
    /// Reserved for snapshot streams; refused now.
    case snapshotEnd = 34

    package var description: String {
        switch self {
        case .hello: "hello"
        case .accept: "accept"
        case .refuse: "refuse"
        case .ping: "ping"
        case .pong: "pong"
        case .payload: "payload"
        case .snapshotBegin: "snapshot-begin"
        case .snapshotChunk: "snapshot-chunk"
        case .snapshotEnd: "snapshot-end"
        }
    }
}
