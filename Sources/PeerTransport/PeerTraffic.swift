/// Payload frames and their bytes on the wire, in one direction.
package struct PeerTraffic: Hashable, Sendable {
    package var frames: UInt64 = 0
    /// Headers included.
    package var bytes: UInt64 = 0

    package init(frames: UInt64 = 0, bytes: UInt64 = 0) {
        self.frames = frames
        self.bytes = bytes
    }

    mutating func add(_ other: PeerTraffic) {
        self.frames += other.frames
        self.bytes += other.bytes
    }

    mutating func add(payloadBytes: Int) {
        self.frames += 1
        self.bytes += UInt64(payloadBytes + FrameLayout.headerBytes)
    }
}
