import NIOCore

/// Hears that the reader of a stream of events closes the connection, which nobody would notice
/// while there is nothing to write.
///
/// A connection gets one with its first stream; it lives on the connection's event loop.
final class HTTPReaderHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private var events: HTTPEvents?

    /// Ends `events` as soon as the reader closes its side, or the connection is lost.
    static func follow(_ channel: any Channel, _ events: HTTPEvents) {
        channel.eventLoop.execute {
            guard channel.isActive else { return events.cancel() }
            let pipeline = channel.pipeline.syncOperations
            if let handler = try? pipeline.handler(type: HTTPReaderHandler.self) {
                handler.events = events
                return
            }
            let handler = HTTPReaderHandler()
            handler.events = events
            do {
                try pipeline.addHandler(handler, position: .first)
            } catch {
                // Only a pipeline that is torn down takes no handler.
                events.cancel()
            }
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent { self.end() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.end()
        context.fireChannelInactive()
    }

    private func end() {
        self.events?.cancel()
        self.events = nil
    }
}
