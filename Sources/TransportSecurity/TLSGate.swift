import NIOCore
import NIOSSL
import NIOTLS

/// Stands behind the TLS handler of one connection and lets nothing pass before the other side's
/// certificate was judged.
///
/// Invariant: `decide` is called exactly once, with the identity or with why there is none.
final class TLSGate: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private enum State {
        case shaking
        case admitted
        case refused
    }

    private let policy: TLSPolicy
    private let handler: NIOSSLHandler
    private let timeout: TimeAmount
    private let decide: (TLSVerdict) -> Bool
    private var state = State.shaking
    private var timer: Scheduled<Void>?
    /// The connection is active, which nobody behind the gate was told yet.
    private var holdsActive = false

    /// - Parameter decide: whether the connection goes on; it is closed otherwise.
    init(
        _ handler: NIOSSLHandler, policy: TLSPolicy, timeout: TimeAmount,
        decide: @escaping (TLSVerdict) -> Bool
    ) {
        self.handler = handler
        self.policy = policy
        self.timeout = timeout
        self.decide = decide
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.timer = context.eventLoop.assumeIsolated().scheduleTask(in: self.timeout) {
            self.refuse(.handshakeTimedOut, context)
        }
    }

    /// Also for a connection that ended before it was active.
    func handlerRemoved(context: ChannelHandlerContext) {
        self.refuse(.connectionFailed("the connection ended before its handshake"), context)
    }

    func channelActive(context: ChannelHandlerContext) {
        switch self.state {
        case .shaking: self.holdsActive = true
        case .admitted: context.fireChannelActive()
        case .refused: break
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .shaking = self.state, case .handshakeCompleted? = event as? TLSUserEvent {
            self.completed(context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .admitted = self.state { context.fireChannelRead(data) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if case .admitted = self.state { context.fireChannelReadComplete() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch self.state {
        case .shaking:
            self.refuse(CertificateFault(error), context)
        case .admitted:
            // A connection that ends without the last word of TLS. Every protocol here knows where
            // its messages end, so nothing can be cut off unnoticed.
            if case .uncleanShutdown? = error as? NIOSSLError { return }
            let isOfTLS = error is NIOSSLError || error is BoringSSLError
            context.fireErrorCaught(isOfTLS ? CertificateFault(error) : error)
        case .refused:
            break
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.refuse(.connectionFailed("the connection ended during the handshake"), context)
        context.fireChannelInactive()
    }

    private func completed(_ context: ChannelHandlerContext) {
        let identity: CertificateIdentity
        do throws(CertificateFault) {
            identity = try self.policy.judge(self.handler.peerCertificate)
        } catch {
            return self.refuse(error, context)
        }
        self.admit(.success(identity), context)
    }

    private func refuse(_ fault: CertificateFault, _ context: ChannelHandlerContext) {
        guard case .shaking = self.state else { return }
        self.admit(.failure(fault), context)
    }

    private func admit(_ verdict: TLSVerdict, _ context: ChannelHandlerContext) {
        self.timer?.cancel()
        self.timer = nil
        self.state = .admitted
        guard self.decide(verdict) else {
            self.state = .refused
            context.close(promise: nil)
            return
        }
        guard self.holdsActive else { return }
        self.holdsActive = false
        context.fireChannelActive()
    }
}

/// Who the other side is, or why it is not welcome.
package typealias TLSVerdict = Result<CertificateIdentity, CertificateFault>
