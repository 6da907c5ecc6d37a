import GRPCCore
import GRPCProtobuf
import NIOCore
import NIOHPACK
import NIOHTTP2
import RoomMapping
import RoomProtocol
import RoomServer
import RoomState

/// Refuses a request that is too large in words, before the library sees it: that would cut the
/// stream and say nothing.
///
/// It stands first in the pipeline of each stream and reads no more than the prefix of the message:
/// a flag and four bytes of length (gRPC over HTTP/2, "Length-Prefixed-Message").
final class RequestSizeGuard: ChannelDuplexHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias InboundOut = HTTP2Frame.FramePayload
    typealias OutboundIn = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload

    private enum State {
        /// The bytes of the prefix that have come.
        case awaitingPrefix([UInt8])
        /// The request is small enough, or the library has answered already.
        case passing
        case refused
    }

    private static let prefixBytes = 5

    private let limit: Int
    private var state = State.awaitingPrefix([])

    /// Takes requests of at most `limit` bytes.
    init(limit: Int) {
        self.limit = limit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.state {
        case .passing:
            context.fireChannelRead(data)
        case .refused:
            break
        case .awaitingPrefix(var prefix):
            if case .data(let frame) = self.unwrapInboundIn(data),
                case .byteBuffer(let bytes) = frame.data
            {
                prefix += bytes.readableBytesView.prefix(Self.prefixBytes - prefix.count)
                self.state = .awaitingPrefix(prefix)
            }
            guard prefix.count == Self.prefixBytes else { return context.fireChannelRead(data) }
            let length = prefix.dropFirst().reduce(0) { $0 << 8 | Int($1) }
            if length > self.limit {
                self.refuse(length, context)
            } else {
                self.state = .passing
                context.fireChannelRead(data)
            }
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .refused = self.state {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        self.state = .passing
        context.write(data, promise: promise)
    }

    /// Answers with trailers only, then ends the stream on both sides: what is left of the request
    /// need not be sent (RFC 9113, section 8.1).
    private func refuse(_ length: Int, _ context: ChannelHandlerContext) {
        self.state = .refused
        let answer = HTTP2Frame.FramePayload.headers(
            .init(headers: Self.trailers(limit: self.limit, actual: length), endStream: true))
        context.write(self.wrapOutboundOut(answer), promise: nil)
        context.writeAndFlush(self.wrapOutboundOut(.rstStream(.noError)), promise: nil)
        // To the library it is as if the client had cancelled the call.
        context.fireChannelRead(self.wrapInboundOut(.rstStream(.cancel)))
    }

    private static func trailers(limit: Int, actual: Int) -> HPACKHeaders {
        var error = Roomkeeper_V1_Error(
            InvalidField(
                field: "request", limit: "at most \(limit) bytes", actual: "\(actual) bytes"))
        error.status = .resourceExhausted
        let failure = RPCError(GoogleRPCStatus(error))
        var trailers: HPACKHeaders = [
            ":status": "200", "content-type": "application/grpc",
            "grpc-status": "\(failure.code.rawValue)",
            // Printable ASCII without "%", so it needs no escapes.
            "grpc-message": failure.message,
        ]
        for field in failure.metadata {
            trailers.add(name: field.key, value: field.value.encoded())
        }
        return trailers
    }
}
