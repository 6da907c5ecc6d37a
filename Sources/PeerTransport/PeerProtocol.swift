/// The constants of the wire protocol between nodes; docs/peer-protocol.md shows the bytes.
package enum PeerProtocol {
    /// The first four bytes of a hello: "RKPL" in ASCII.
    static let magic: UInt32 = 0x524b_504c

    /// The oldest and the newest version that this program speaks.
    package static let versions: ClosedRange<UInt16> = 1...1
}
