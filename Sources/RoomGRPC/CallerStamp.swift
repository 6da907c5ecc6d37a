import GRPCCore
import GRPCProtobuf
import NIOCore
import NIOHPACK
import NIOHTTP2
import RoomMapping
import RoomProtocol
import RoomServer
import TransportSecurity

/// Writes who is behind a connection into the header of each call on it, where the call reads it.
///
/// The library hands a call its header fields and nothing of its connection. A field of this name
/// that a client sends is taken out.
final class CallerStamp: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias InboundOut = HTTP2Frame.FramePayload

    private static let field = "roomkeeper-caller"

    private let identity: CertificateIdentity?

    init(_ identity: CertificateIdentity?) {
        self.identity = identity
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .headers(var frame) = self.unwrapInboundIn(data) else {
            return context.fireChannelRead(data)
        }
        frame.headers.remove(name: Self.field)
        if let identity { frame.headers.add(name: Self.field, value: "\(identity)") }
        context.fireChannelRead(self.wrapInboundOut(.headers(frame)))
    }

    /// Who makes a call, for a door with TLS.
    static func caller(of metadata: Metadata) throws -> Caller {
        let values = Array(metadata[stringValues: Self.field])
        guard values.count == 1, let caller = Caller(named: values[0]) else {
            throw RPCError(GoogleRPCStatus(.unauthenticated()))
        }
        return caller
    }
}
