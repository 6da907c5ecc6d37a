import GRPCCore
import GRPCProtobuf
package import NIOCore
import NIOHPACK
package import NIOHTTP2
import RoomMapping
import RoomProtocol
import RoomServer
import RoomState

/// Refuses a request that is too large in words, before the library sees it: that would cut the
/// stream and say nothing.
///
/// It stands first in the pipeline of each stream and looks at the length of every message: of the
/// one request of a call, and of each envelope of a session.
package final class RequestSizeGuard: ChannelDuplexHandler {
    package typealias InboundIn = HTTP2Frame.FramePayload
    package typealias InboundOut = HTTP2Frame.FramePayload
    package typealias OutboundIn = HTTP2Frame.FramePayload
    package typealias OutboundOut = HTTP2Frame.FramePayload

    private enum State {
        /// The library has answered nothing yet.
        case waiting
        /// The library has sent the headers of its answer.
        case answering
        /// The library has said its last word; what still comes concerns nobody.
        case answered
        /// The trailers of a refusal wait until the client has made room for them.
        case refusing
        case refused

        var isRefusal: Bool {
            switch self {
            case .waiting, .answering, .answered: false
            case .refusing, .refused: true
            }
        }
    }

    private let limit: Int
    private var state = State.waiting
    private var lengths: MessageLengths
    private var context: ChannelHandlerContext?
    /// How the library wants the stream closed, meanwhile.
    private var heldCloses: [(mode: CloseMode, promise: EventLoopPromise<Void>?)] = []

    /// Takes messages of at most `limit` bytes.
    package init(limit: Int) {
        self.limit = limit
        self.lengths = MessageLengths(limit: limit)
    }

    package func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.state {
        case .refusing, .refused:
            return
        case .answered:
            context.fireChannelRead(data)
        case .waiting, .answering:
            if case .data(let frame) = self.unwrapInboundIn(data),
                case .byteBuffer(let bytes) = frame.data,
                let length = self.lengths.excess(in: bytes.readableBytesView)
            {
                self.refuse(length, context)
            } else {
                context.fireChannelRead(data)
            }
        }
    }

    package func write(
        context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
        if self.state.isRefusal {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        if case .headers(let headers) = self.unwrapOutboundIn(data) {
            self.state = headers.endStream ? .answered : .answering
        }
        context.write(data, promise: promise)
    }

    /// The library closes the stream as soon as its call is over: that would reset it, and a reset
    /// overtakes trailers for which the client has not made room.
    package func close(
        context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?
    ) {
        guard case .refusing = self.state else {
            return context.close(mode: mode, promise: promise)
        }
        self.heldCloses.append((mode, promise))
    }

    /// Answers with trailers, then ends the stream on both sides: what is left of the request need
    /// not be sent (RFC 9113, section 8.1).
    private func refuse(_ length: Int, _ context: ChannelHandlerContext) {
        let trailers = self.trailers(actual: length)
        self.state = .refusing
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in self.didRefuse() }
        context.writeAndFlush(
            self.wrapOutboundOut(.headers(.init(headers: trailers, endStream: true))),
            promise: written)
        // To the library it is as if the client had cancelled the call.
        context.fireChannelRead(self.wrapInboundOut(.rstStream(.cancel)))
    }

    /// The trailers are on their way, or never will be: the connection is gone.
    private func didRefuse() {
        self.state = .refused
        self.context?.writeAndFlush(self.wrapOutboundOut(.rstStream(.noError)), promise: nil)
        let closes = self.heldCloses
        self.heldCloses = []
        for close in closes {
            guard let context = self.context else {
                close.promise?.fail(ChannelError.alreadyClosed)
                continue
            }
            context.close(mode: close.mode, promise: close.promise)
        }
    }

    private func trailers(actual: Int) -> HPACKHeaders {
        var error = Roomkeeper_V1_Error(
            InvalidField(
                field: "request", limit: "at most \(self.limit) bytes", actual: "\(actual) bytes"))
        error.status = .resourceExhausted
        let failure = RPCError(GoogleRPCStatus(error))
        var trailers = HPACKHeaders()
        if case .waiting = self.state {
            // An answer of trailers only has what its headers would say.
            trailers.add(name: ":status", value: "200")
            trailers.add(name: "content-type", value: "application/grpc")
        }
        trailers.add(name: "grpc-status", value: "\(failure.code.rawValue)")
        // Printable ASCII without "%", so it needs no escapes.
        trailers.add(name: "grpc-message", value: failure.message)
        for field in failure.metadata {
            trailers.add(name: field.key, value: field.value.encoded())
        }
        return trailers
    }
}
