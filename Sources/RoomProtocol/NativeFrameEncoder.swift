package import NIOCore
package import SwiftProtobuf

/// Turns envelopes into frames and joins those written between two flushes into few channel
/// writes.
///
/// A promise of a write is kept when the joined bytes are written. An envelope over the limit fails
/// its own write with `NativeFrameError.oversize` and no other.
package final class NativeFrameEncoder<Envelope: Message & Sendable>: ChannelOutboundHandler {
    package typealias OutboundIn = Envelope
    package typealias OutboundOut = ByteBuffer

    private var joined = ByteBuffer()
    private var joinedPromise: EventLoopPromise<Void>?

    package init() {}

    package func write(
        context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
        do throws(NativeFrameError) {
            try NativeFrame.write(Self.unwrapOutboundIn(data), into: &self.joined)
        } catch {
            promise?.fail(error)
            return
        }
        if let promise {
            let whole = self.joinedPromise ?? context.eventLoop.makePromise(of: Void.self)
            self.joinedPromise = whole
            whole.futureResult.cascade(to: promise)
        }
        if self.joined.readableBytes >= Limits.joinedWriteBytes {
            self.writeJoined(context: context)
        }
    }

    package func flush(context: ChannelHandlerContext) {
        self.writeJoined(context: context)
        context.flush()
    }

    package func close(
        context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?
    ) {
        // Written but not flushed, like any other write: the channel fails it when it closes.
        self.writeJoined(context: context)
        context.close(mode: mode, promise: promise)
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        self.joinedPromise?.fail(ChannelError.ioOnClosedChannel)
        self.joinedPromise = nil
    }

    private func writeJoined(context: ChannelHandlerContext) {
        guard self.joined.readableBytes > 0 else { return }
        let bytes = self.joined
        let promise = self.joinedPromise
        self.joined = ByteBuffer()
        self.joinedPromise = nil
        context.write(Self.wrapOutboundOut(bytes), promise: promise)
    }
}
