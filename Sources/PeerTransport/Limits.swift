/// The bounds of every frame, queue and table of the peer transport.
///
/// It is not `package`, so that it never meets the `Limits` of another module in one file.
enum Limits {
    /// The largest value of a frame's length field: kind, flags, group and body.
    static let frameBytes = 32 << 20
    /// The largest payload that one frame carries.
    static let payloadBytes = Limits.frameBytes - FrameLayout.countedHeaderBytes
    /// The largest value of a frame's length field before the handshake is over, when nobody is
    /// known yet.
    ///
    /// A dialling side never takes more than this.
    static let handshakeFrameBytes = 1024
    /// The UTF-8 bytes of the sentence in a refusal.
    static let refusalSentenceBytes = 512
    /// The bytes of an endpoint: a DNS name of 253, brackets or a colon, and a port.
    static let endpointBytes = 261
    /// Payload bytes that wait for one peer; a payload beyond them is dropped and counted.
    static let outboundBytes = 64 << 20
    /// Payloads that wait for one peer; a payload beyond them is dropped and counted.
    static let outboundFrames = 16_384
    /// Payload bytes that are encoded into one buffer; always at least one payload.
    static let writeBatchBytes = 1 << 20
    /// Encoded bytes that the channel holds before it says that it is not writable.
    static let writeBufferHighBytes = 2 << 20
    /// Encoded bytes below which a channel is writable again.
    static let writeBufferLowBytes = 512 << 10
    /// Read space that a link keeps between two reads; what a large frame needed is given back.
    static let keptReadBytes = 256 << 10
    /// The largest buffer that one read from a socket fills.
    static let readBytes = 256 << 10
    /// Accepted connections that are open at once, whether their handshake is over or not.
    static let acceptedLinks = 256
    /// Connections that the kernel holds for this process before they are accepted.
    static let acceptBacklog: Int32 = 128
}
