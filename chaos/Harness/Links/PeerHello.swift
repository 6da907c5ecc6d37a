package import NIOCore

/// Who dials, out of the first bytes of a connection between nodes (docs/peer-protocol.md §2, §3).
///
/// The layout of hello is frozen for all versions, so a proxy may know it.
package enum PeerHello {
    /// Frame head of 14 bytes, magic 4, two versions of 2, cluster 8; then the sender.
    private static let senderOffset = 30

    /// The sender's node id; `nil` while too few bytes have come.
    package static func sender(_ bytes: ByteBuffer) -> UInt64? {
        bytes.getInteger(at: bytes.readerIndex + Self.senderOffset)
    }
}
