import NIOCore
import NIOPosix
import RoomProtocol
import SwiftProtobuf
import TransportSecurity

/// The part of a connection that lives on its event loop: the socket, the calls that wait for
/// replies, and the timer that ends those that waited too long.
///
/// Nothing is sent before the server's hello has arrived, so that a call that never got beyond a
/// dead or hung node is certain to have had no effect.
final class NativeConnectionCore: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    enum Phase {
        /// The TCP connection is being made.
        case connecting
        /// Our hello is sent; the server's is awaited.
        case greeting
        case ready
        case closed
    }

    let connection: NativeConnection
    let settings: NativeConnection.Settings
    let delegate: any NativeConnectionDelegate
    let eventLoop: any EventLoop

    var phase = Phase.connecting
    var channel: (any Channel)?
    /// Calls without a reply.
    var pending = PendingCalls()
    /// Since when replies are due and no byte arrived.
    var silentSince: NIODeadline?
    var timer: (task: Scheduled<Void>, at: NIODeadline)?
    /// Not after the deadline of any pending call.
    var nextDeadline = NIODeadline.distantFuture
    var connectTimer: Scheduled<Void>?

    private var parser = NativeFrameParser<Roomkeeper_V1_ServerEnvelope>()
    /// Of the current read; nil when it brought none.
    private var lastReply: ReceivedReply?
    /// Where what precedes each request is encoded.
    var head = WireWriter(capacity: EncodedRequest.headBytes)

    init(
        connection: NativeConnection, eventLoop: any EventLoop,
        settings: NativeConnection.Settings, delegate: any NativeConnectionDelegate
    ) {
        self.connection = connection
        self.eventLoop = eventLoop
        self.settings = settings
        self.delegate = delegate
    }

    // MARK: - Reading

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard self.phase != .closed else { return }
        let bytes = Self.unwrapInboundIn(data)
        if self.phase == .greeting, Self.isAlert(bytes) {
            return self.close(
                .tlsMismatch(self.endpoint, "it takes TLS only, and this client has none"))
        }
        self.parser.append(bytes)
        do {
            while self.phase != .closed, let frame = try self.parser.nextFrame() {
                // A kind of reply that this version does not know is dropped; its call will time
                // out.
                guard let (id, reply) = try ReceivedReply.open(frame) else { continue }
                self.received(reply, under: id)
            }
        } catch {
            self.close(.protocolViolation(self.endpoint, "sent no valid frame: \(error)"))
        }
        self.silentSince = self.pending.hasDue ? .now() : nil
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        guard let reply = self.lastReply.take() else { return }
        self.delegate.replied(self.connection, groupTime: reply.groupMilliseconds)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.close(self.lost("the server closed it"))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A server that does not take this client's certificate says so after the handshake.
        if self.phase != .ready, let fault = error as? CertificateFault {
            return self.close(.insecure(self.endpoint, fault))
        }
        self.close(self.lost("\(error)"))
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { self.sendUnsent() }
    }

    private func received(_ reply: ReceivedReply, under id: UInt64) {
        if case .other(let other) = reply {
            if case .hello(let hello) = other { return self.received(hello) }
            guard id != 0 else { return self.receivedFarewell(other) }
        }
        self.lastReply = reply
        if case .other(.watch(let response)) = reply,
            case .watch(let inbox, let idleLimit)? = self.pending.byID[id]?.waiter
        {
            self.pending.extend(id, to: .now() + idleLimit)
            // A reader that is behind goes on later, from the last that it took.
            if !inbox.put(response) { self.cancel(id) }
            return
        }
        // Unknown ids are late replies to calls that timed out or were cancelled.
        self.pending.remove(id)?.finish(.reply(reply))
    }

    private func received(_ hello: Roomkeeper_V1_ServerHello) {
        guard self.phase == .greeting else {
            return self.close(.protocolViolation(self.endpoint, "said hello twice"))
        }
        guard hello.protocolVersion == Self.protocolVersion else {
            return self.close(
                .protocolViolation(
                    self.endpoint,
                    "speaks version \(hello.protocolVersion) of the native protocol, "
                        + "this client version \(Self.protocolVersion)"))
        }
        if let refusal = self.delegate.greeted(self.connection, by: hello) {
            return self.close(refusal)
        }
        self.phase = .ready
        self.connectTimer?.cancel()
        self.connectTimer = nil
        self.resumeGreeted()
        self.sendUnsent()
    }

    /// An error without an id: the server's last word before it closes the connection.
    private func receivedFarewell(_ reply: Roomkeeper_V1_ServerEnvelope.OneOf_Reply) {
        guard case .error(let error) = reply else {
            return self.close(.protocolViolation(self.endpoint, "sent a reply without an id"))
        }
        var farewell = RoomClientError(error)
        farewell.metadata["endpoint"] = self.endpoint
        self.close(farewell)
    }

    /// Whether the bytes are how TLS says that it was not spoken to (RFC 8446, section 5.1).
    private static func isAlert(_ bytes: ByteBuffer) -> Bool {
        bytes.readableBytesView.starts(with: [21, 3])
    }

    private var endpoint: String { self.connection.endpoint.text }

    private func lost(_ cause: String) -> RoomClientError {
        self.phase == .ready
            ? .connectionLost(self.endpoint, cause)
            : .connectionFailed(self.endpoint, cause)
    }

    static let protocolVersion: UInt32 = 1
}
