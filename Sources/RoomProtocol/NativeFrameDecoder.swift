package import NIOCore

/// Turns the bytes that arrive on a native connection into envelopes, one `channelRead` each.
///
/// Bytes that are no frames end in one `errorCaught` with a `NativeFrameError`; whatever arrives
/// afterwards is dropped. Closing the channel, perhaps after a last word to the peer, is up to the
/// handler behind it. A connection that ends inside a frame is reported in the same way, before
/// `channelInactive`.
package final class NativeFrameDecoder<Envelope: DirectlyDecodable & Sendable>:
    ChannelInboundHandler
{
    package typealias InboundIn = ByteBuffer
    package typealias InboundOut = Envelope

    private var parser = NativeFrameParser<Envelope>()
    private var hasFailed = false

    package init() {}

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.parser.append(Self.unwrapInboundIn(data))
        do {
            while let envelope = try self.parser.next() {
                context.fireChannelRead(Self.wrapInboundOut(envelope))
            }
        } catch {
            self.report(error, context: context)
        }
    }

    package func channelInactive(context: ChannelHandlerContext) {
        if let failure = self.parser.endFailure {
            context.fireErrorCaught(failure)
        }
        context.fireChannelInactive()
    }

    /// Reports a failure once: the parser repeats it for every later read.
    private func report(_ failure: NativeFrameError, context: ChannelHandlerContext) {
        guard !self.hasFailed else { return }
        self.hasFailed = true
        context.fireErrorCaught(failure)
    }
}
