import RoomProtocol

/// An answer that waits to be spelled out on the connection's event loop.
struct NativeReply: Sendable {
    let id: UInt64
    let reply: EnvelopeReply

    /// The envelope that answers; reads rooms, so it may wait for the disk.
    func envelope() -> Roomkeeper_V1_ServerEnvelope {
        var envelope = Roomkeeper_V1_ServerEnvelope()
        envelope.id = self.id
        envelope.reply = self.reply.resolve()
        return envelope
    }
}
