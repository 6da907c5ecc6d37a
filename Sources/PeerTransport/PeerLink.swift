package import NIOCore
package import Raft
import TransportSecurity

/// The handler of one connection, at either end: performs what its state machine decides.
///
/// It is bound to the event loop of its channel. It decides nothing; see `PeerLink.StateMachine`.
package final class PeerLink: ChannelInboundHandler {
    package typealias InboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    private var machine: StateMachine
    private var decoder = FrameDecoder(lengthLimit: Limits.handshakeFrameBytes)
    private let environment: PeerEnvironment
    private let owner: any PeerLinkOwner
    /// The payloads to send; an accepting side has none.
    private let outbox: PeerOutbox?
    private var batch = OutboundBatch()
    private var isDraining = false
    private var hasOpened = false
    private var context: ChannelHandlerContext?
    private var handshakeTimer: Scheduled<Void>?
    private var ticker: Scheduled<Void>?
    private var peer: PeerIntroduction?
    private var received = PeerTraffic()

    package init(
        role: Role, environment: PeerEnvironment, owner: any PeerLinkOwner, outbox: PeerOutbox?,
        certifiedNode: NodeID? = nil
    ) {
        let options = environment.options
        self.machine = StateMachine(
            role: role, identity: options.identity, endpoint: options.advertised,
            versions: options.versions, silenceLimit: options.silenceLimit)
        self.machine.features = options.features
        self.machine.certifiedNode = certifiedNode
        self.environment = environment
        self.owner = owner
        self.outbox = outbox
    }

    // MARK: Opening and closing

    package func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        // A dialled connection is active already when its handler is added.
        if context.channel.isActive { self.open(context) }
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    package func channelActive(context: ChannelHandlerContext) {
        self.open(context)
        context.fireChannelActive()
    }

    private func open(_ context: ChannelHandlerContext) {
        guard !self.hasOpened else { return }
        self.hasOpened = true
        switch self.machine.opened(groupTime: self.environment.options.groupTime()) {
        case .sendHello(let hello):
            self.startHandshakeTimer(context)
            self.write(.hello(hello), context)
        case .awaitHello:
            self.startHandshakeTimer(context)
        case .ignore:
            context.close(promise: nil)
        }
    }

    /// Closes the link for a reason that lies outside of it.
    func close(_ error: PeerLinkError) {
        self.perform(self.machine.failed(error))
    }

    package func channelInactive(context: ChannelHandlerContext) {
        self.handshakeTimer?.cancel()
        self.ticker?.cancel()
        switch self.machine.closed() {
        case .ended(let error, _):
            self.batch = OutboundBatch()
            self.finishReading()
            self.outbox?.close()
            self.owner.linkDidEnd(self.peer, channel: context.channel, error: error)
        case .ignore:
            break
        }
        context.fireChannelInactive()
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let fault = error as? CertificateFault {
            self.perform(self.machine.failed(.insecure(fault)))
        } else {
            self.perform(self.machine.failed(.socketFailed(reason: "\(error)")))
        }
    }

    private func perform(_ action: StateMachine.CloseAction) {
        switch action {
        case .close: self.context?.close(promise: nil)
        case .ignore: break
        }
    }

    // MARK: Receiving

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // What follows a fault, or a refusal that is on its way, is not looked at.
        guard !self.machine.isOver else { return }
        self.machine.heard()
        self.decoder.append(self.unwrapInboundIn(data))
        do {
            while let frame = try self.decoder.next() {
                try self.perform(self.machine.received(PeerMessage(frame)), context)
            }
            self.decoder.reclaim()
        } catch {
            self.perform(self.machine.failed(error))
        }
    }

    package func channelReadComplete(context: ChannelHandlerContext) {
        self.finishReading()
        context.fireChannelReadComplete()
    }

    private func perform(_ action: StateMachine.ReceiveAction, _ context: ChannelHandlerContext) {
        switch action {
        case .deliver(let payload, let group, let node):
            self.received.add(payloadBytes: payload.count)
            self.environment.delegate.peer(node, didReceive: payload, group: group)
        case .judge(let peer):
            self.judge(peer, context)
        case .refuse(let refusal):
            self.refuse(refusal, context)
        case .pong(let number):
            self.write(.pong(number), context)
        case .close:
            context.close(promise: nil)
        case .ignore:
            break
        }
    }

    /// Counts what came since the last call, and tells the delegate that it was all for now.
    private func finishReading() {
        guard self.received.frames > 0, let peer = self.peer else { return }
        let received = self.received
        self.received = PeerTraffic()
        self.environment.ledger.update(peer.node) { $0.received.add(received) }
        self.environment.delegate.peerDidFinishReading(peer.node)
    }

    // MARK: The handshake

    private func startHandshakeTimer(_ context: ChannelHandlerContext) {
        let timeout = TimeAmount(self.environment.options.handshakeTimeout)
        self.handshakeTimer = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) {
            self.perform(self.machine.handshakeTimedOut())
        }
    }

    private func judge(_ peer: PeerIntroduction, _ context: ChannelHandlerContext) {
        let eventLoop = context.eventLoop
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        self.owner.linkJudges(peer, channel: context.channel) { verdict in
            // Also when the reply comes at once: the machine must have left `received` first.
            eventLoop.execute { bound.value.judged(verdict) }
        }
    }

    private func judged(_ verdict: PeerVerdict) {
        guard let context = self.context else { return }
        let groupTime = self.environment.options.groupTime()
        switch self.machine.judged(verdict, groupTime: groupTime) {
        case .establish(let peer, let reply):
            self.establish(peer, reply: reply, context)
        case .refuse(let refusal):
            self.refuse(refusal, context)
        case .ignore:
            break
        }
    }

    private func establish(
        _ peer: PeerIntroduction, reply: PeerAccept?, _ context: ChannelHandlerContext
    ) {
        self.handshakeTimer?.cancel()
        self.peer = peer
        if let reply {
            self.decoder.lengthLimit = Limits.frameBytes
            self.write(.accept(reply), context)
        }
        self.scheduleTick(context)
        self.outbox?.open()
        self.owner.linkDidEstablish(peer, channel: context.channel)
    }

    private func refuse(_ refusal: PeerRefusal, _ context: ChannelHandlerContext) {
        self.environment.ledger.refused(refusal.code)
        let channel = context.channel
        var buffer = channel.allocator.buffer(capacity: Limits.handshakeFrameBytes)
        PeerMessage.refuse(refusal).encode(into: &buffer)
        // The sentence is to reach the other side before the end of the connection does.
        context.writeAndFlush(self.wrapOutboundOut(buffer)).whenComplete { _ in
            channel.close(promise: nil)
        }
    }

    // MARK: Time

    private func scheduleTick(_ context: ChannelHandlerContext) {
        let pace = TimeAmount(self.environment.options.tick)
        self.ticker = context.eventLoop.assumeIsolated().scheduleTask(in: pace) { self.tick() }
    }

    private func tick() {
        guard let context = self.context else { return }
        switch self.machine.ticked() {
        case .ping(let number): self.write(.ping(number), context)
        case .close: context.close(promise: nil)
        case .ignore: break
        }
        if self.machine.isEstablished { self.scheduleTick(context) }
    }

    // MARK: Sending

    package func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { self.drain() }
        context.fireChannelWritabilityChanged()
    }

    /// Sends what waits, as long as the channel takes it: many payloads in a buffer, one flush.
    ///
    /// What the channel does not take stays in the bounded outbox until it is writable again.
    package func drain() {
        // A flush may make the channel writable again and so call this once more from within.
        guard !self.isDraining, let context = self.context, let outbox = self.outbox else { return }
        self.isDraining = true
        defer { self.isDraining = false }
        var isFlushed = false
        repeat {
            var sent = PeerTraffic()
            while self.machine.isEstablished, context.channel.isWritable,
                let (buffer, traffic) = self.batch.next(from: outbox, context.channel.allocator)
            {
                sent.add(traffic)
                context.write(self.wrapOutboundOut(buffer), promise: nil)
            }
            isFlushed = sent.frames > 0
            if isFlushed {
                self.count(sent)
                context.flush()
            }
        } while isFlushed
    }

    private func count(_ sent: PeerTraffic) {
        guard let peer = self.peer else { return }
        self.environment.ledger.update(peer.node) { statistics in
            statistics.sent.add(sent)
            statistics.flushes += 1
        }
    }

    private func write(_ message: PeerMessage, _ context: ChannelHandlerContext) {
        var buffer = context.channel.allocator.buffer(capacity: 128)
        message.encode(into: &buffer)
        context.writeAndFlush(self.wrapOutboundOut(buffer), promise: nil)
    }
}
