import NIOCore

/// Turns the payloads of an outbox into buffers of many frames each.
struct OutboundBatch {
    private var taken: [PeerOutbox.Payload] = []
    private var position = 0

    /// Encodes the next payloads, up to `Limits.writeBatchBytes` and at least one, or returns `nil`
    /// when none waits.
    mutating func next(
        from outbox: PeerOutbox, _ allocator: ByteBufferAllocator
    ) -> (ByteBuffer, PeerTraffic)? {
        if self.position == self.taken.count {
            self.taken = outbox.take()
            self.position = 0
            if self.taken.isEmpty { return nil }
        }
        var end = self.position
        var payloadBytes = 0
        while end < self.taken.count {
            let size = self.taken[end].bytes.count
            if end > self.position, payloadBytes + size > Limits.writeBatchBytes { break }
            payloadBytes += size
            end += 1
        }
        let run = self.position..<end
        var buffer = allocator.buffer(
            capacity: payloadBytes + run.count * FrameLayout.headerBytes)
        for index in run {
            let payload = self.taken[index]
            FrameEncoder.encode(
                .payload, group: payload.group, body: payload.bytes, into: &buffer)
            // Let go at once: the buffer has the bytes now.
            self.taken[index].bytes = []
        }
        self.position = end
        outbox.wrote(frames: run.count, bytes: payloadBytes)
        let traffic = PeerTraffic(frames: UInt64(run.count), bytes: UInt64(buffer.readableBytes))
        return (buffer, traffic)
    }
}
