import RoomProtocol

/// An answer that waits to be spelled out on the connection's event loop.
struct NativeReply: Sendable {
    let id: UInt64
    let reply: EnvelopeReply

    /// Writes the envelope that answers; reads rooms, so it may wait for the disk.
    func write(into writer: inout WireWriter) throws(NativeFrameError) {
        writer.number(1, self.id)
        try self.reply.write(into: &writer)
    }
}
