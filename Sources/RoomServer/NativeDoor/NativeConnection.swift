import Logging
import NIOCore
import RoomMapping
import RoomProtocol
import TransportSecurity

/// One client's connection to the native door: frames in, requests to the gateway, replies out.
///
/// It lives on its event loop; replies reach it through its `NativeOutbox`. Backpressure works both
/// ways: while as many requests are under way as may be, or the client does not read its replies,
/// nothing more is taken from the socket.
///
/// Invariant: `inFlight` ≤ the door's bound; a request counts until its reply is written.
final class NativeConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Phase {
        /// The first envelope must be a hello.
        case awaitingHello
        case serving
        /// The client sends nothing more; what is under way is answered, then the connection ends.
        case finishing
        /// The node is stopping: as `finishing`, and what the client still sends is refused.
        case draining
        /// The last word is said. What comes is dropped until the client closes its side.
        case lingering
        case closed
    }

    let door: NativeDoor
    /// Who is at the other end, or why nothing is taken from there.
    let caller: Result<Caller, CertificateFault>
    let outbox: NativeOutbox
    var phase = Phase.awaitingHello
    private(set) var inFlight = 0
    let watches: ConnectionWatches
    private var context: ChannelHandlerContext?
    private var parser = NativeFrameParser<Roomkeeper_V1_ClientEnvelope>()
    /// Replies that wait until the client reads; unresolved, so they take little room.
    private var backlog = CircularBuffer<NativeReply>()
    private var written: ByteBuffer
    /// Reads that leave is asked for when all that came with them is taken.
    var gathered: GatheredReads?
    /// Where each envelope is spelled out, so that none needs memory of its own.
    private var writer = WireWriter(capacity: 1024)
    private var hasUnflushedWrites = false
    /// A read was asked for while the connection was not to be read.
    private var heldRead = false
    private var timer: Scheduled<Void>?

    init(door: NativeDoor, channel: any Channel, caller: Result<Caller, CertificateFault>) {
        self.door = door
        self.caller = caller
        self.outbox = NativeOutbox(eventLoop: channel.eventLoop)
        self.watches = ConnectionWatches(door.gateway, on: channel.eventLoop)
        self.written = channel.allocator.buffer(capacity: 1024)
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive {
            self.open(context)
        }
    }

    func channelActive(context: ChannelHandlerContext) {
        self.open(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.phase {
        case .lingering, .closed:
            return
        case .awaitingHello, .serving, .finishing, .draining:
            self.parser.append(Self.unwrapInboundIn(data))
            self.serve()
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        self.flushWritten()
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if self.isToBeRead(context) {
            context.read()
        } else {
            self.heldRead = true
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            self.writeBacklog()
            self.pumpWatches()
        }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent {
            self.inputClosed()
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The client reset the connection, or the network did; there is nobody to tell.
        self.door.logger.debug("native connection failed", metadata: ["error": "\(error)"])
        self.close()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.end()
        self.context = nil
    }

    // MARK: Requests

    /// Takes whole frames off what was received while requests may be begun.
    ///
    /// A frame that is none ends the connection with the reason.
    private func serve() {
        do throws(NativeFrameError) {
            let now = ContinuousClock.now
            while self.mayBegin, let envelope = try self.parser.next() {
                self.receive(envelope, at: now)
            }
        } catch {
            self.fail(.badFrame(error))
        }
        self.askForReads()
    }

    private var mayBegin: Bool {
        switch self.phase {
        case .awaitingHello, .serving, .finishing, .draining:
            self.inFlight < self.door.options.requestsInFlight
        case .lingering, .closed:
            false
        }
    }

    /// Counts a request in, whose reply will come through the outbox.
    func begin() {
        self.inFlight += 1
    }

    // MARK: Replies

    /// Writes what the outbox holds; called by the outbox, once for a batch.
    func writeReplies() {
        for answer in self.outbox.takeAll() {
            switch answer {
            case .reply(let reply):
                self.answer(reply)
            case .reads(let reads, let result):
                for read in reads.reads {
                    let reply = GetRoomReply(
                        self.door.gateway, .answered(result, read.query), reads.started)
                    self.answer(NativeReply(id: read.id, reply: .getRoom(reply)))
                }
            }
        }
        self.writeBacklog()
    }

    private func answer(_ reply: NativeReply) {
        if self.backlog.isEmpty, self.context?.channel.isWritable ?? false {
            self.write(reply)
        } else {
            self.backlog.append(reply)
        }
    }

    /// Spells out replies while the client keeps up, flushes once, and goes on reading.
    private func writeBacklog() {
        guard let context = self.context else { return }
        while context.channel.isWritable, let reply = self.backlog.popFirst() {
            self.write(reply)
        }
        self.serve()
        self.flushWritten()
        self.finishIfDone()
        self.resumeReading(context)
    }

    /// Spells out one reply; it leaves with the next flush.
    private func write(_ reply: NativeReply) {
        self.inFlight -= 1
        self.write(id: reply.id) { (writer) throws(NativeFrameError) in
            try reply.write(into: &writer)
        }
    }

    /// Writes one envelope; it leaves with the next flush.
    func write(_ envelope: Roomkeeper_V1_ServerEnvelope) {
        self.write(id: envelope.id) { (writer) throws(NativeFrameError) in
            writer.append(try NativeFrame.encode(envelope))
        }
    }

    private func write(
        id: UInt64, _ spell: (inout WireWriter) throws(NativeFrameError) -> Void
    ) {
        self.writer.reset()
        do throws(NativeFrameError) {
            try spell(&self.writer)
            try NativeFrame.check(self.writer.bytes)
            NativeFrame.append(self.writer.bytes, to: &self.written)
        } catch {
            // Rooms are bounded far below a frame, so this is a fault of ours; the caller still
            // gets an answer under its id.
            self.writeUnsendable(error, id: id)
        }
        // The memory of a page of rooms or of a backup's piece is not kept for the next reply.
        if self.writer.bytes.count > DoorLimits.replyBatchBytes {
            self.writer = WireWriter(capacity: 1024)
        }
        if self.written.readableBytes >= DoorLimits.replyBatchBytes {
            self.passOn()
        }
    }

    private func writeUnsendable(_ failure: NativeFrameError, id: UInt64) {
        var envelope = Roomkeeper_V1_ServerEnvelope()
        envelope.id = id
        envelope.reply = .error(.unsendable(failure))
        do throws(NativeFrameError) {
            try NativeFrame.write(envelope, into: &self.written)
        } catch {
            self.close()
        }
    }

    /// Hands the joined envelopes to the channel.
    private func passOn() {
        guard let context = self.context, self.written.readableBytes > 0 else { return }
        let bytes = self.written
        self.written = context.channel.allocator.buffer(capacity: 1024)
        self.hasUnflushedWrites = true
        context.write(Self.wrapOutboundOut(bytes), promise: nil)
    }

    /// Appends a frame that `write` spells; it leaves with the next flush.
    func append(_ write: (inout ByteBuffer) -> Void) {
        write(&self.written)
        if self.written.readableBytes >= DoorLimits.replyBatchBytes {
            self.passOn()
        }
    }

    /// Whether the client reads what it is sent.
    var isWritable: Bool {
        switch self.phase {
        case .awaitingHello, .serving, .finishing, .draining:
            self.context?.channel.isWritable ?? false
        case .lingering, .closed:
            false
        }
    }

    func flushWritten() {
        self.passOn()
        guard self.hasUnflushedWrites, let context = self.context else { return }
        self.hasUnflushedWrites = false
        context.flush()
    }

    private func isToBeRead(_ context: ChannelHandlerContext) -> Bool {
        switch self.phase {
        case .awaitingHello, .serving, .finishing, .draining:
            self.mayBegin && context.channel.isWritable
        case .lingering, .closed:
            true
        }
    }

    private func resumeReading(_ context: ChannelHandlerContext) {
        guard self.heldRead, self.isToBeRead(context) else { return }
        self.heldRead = false
        context.read()
    }

    // MARK: Beginning and end

    private func open(_ context: ChannelHandlerContext) {
        guard self.timer == nil, self.phase == .awaitingHello else { return }
        self.outbox.attach(self)
        self.timer = context.eventLoop.assumeIsolated().scheduleTask(
            in: .seconds(DoorLimits.helloSeconds)
        ) {
            self.fail(.helloMissing())
        }
        if let refusal = self.door.register(self.outbox) {
            self.fail(refusal)
        } else if case .failure(let fault) = self.caller {
            self.fail(.certificateRefused(fault))
        }
    }

    /// The client said hello in time.
    func greeted() {
        self.phase = .serving
        self.timer?.cancel()
    }

    /// Answers what is under way, refuses what comes, and closes.
    func drain() {
        switch self.phase {
        case .awaitingHello, .serving, .finishing:
            self.phase = .draining
            self.watches.fail(.shuttingDown())
            self.finishIfDone()
        case .draining, .lingering, .closed:
            return
        }
    }

    private func inputClosed() {
        switch self.phase {
        case .awaitingHello, .serving:
            self.phase = .finishing
            // Nobody could cancel them any more.
            self.watches.cancelAll()
            self.finishIfDone()
        case .finishing, .draining:
            self.finishIfDone()
        case .lingering, .closed:
            self.close()
        }
    }

    private func finishIfDone() {
        guard self.inFlight == 0, self.backlog.isEmpty else { return }
        switch self.phase {
        case .finishing:
            if let failure = self.parser.endFailure {
                self.fail(.badFrame(failure))
            } else {
                self.linger()
            }
        case .draining:
            self.linger()
        case .awaitingHello, .serving, .lingering, .closed:
            return
        }
    }

    /// Says why, under id 0, and ends the connection.
    func fail(_ error: Roomkeeper_V1_Error) {
        switch self.phase {
        case .lingering, .closed: return
        case .awaitingHello, .serving, .finishing, .draining: break
        }
        self.door.logger.debug(
            "native connection refused",
            metadata: ["reason": "\(error.reason)", "message": "\(error.message)"])
        var envelope = Roomkeeper_V1_ServerEnvelope()
        envelope.reply = .error(error)
        self.write(envelope)
        self.linger()
    }

    /// Writes what is left, closes this side and waits a moment for the other one.
    ///
    /// Closing both at once while bytes of the client are unread makes the kernel reset the
    /// connection, and the client loses the last replies with it.
    private func linger() {
        guard let context = self.context else { return }
        self.watches.cancelAll()
        self.phase = .lingering
        self.closeLater(seconds: DoorLimits.lastWordSeconds)
        self.passOn()
        let lastWrite = context.eventLoop.makePromise(of: Void.self)
        lastWrite.futureResult.assumeIsolated().whenComplete { _ in
            guard self.phase == .lingering, let context = self.context else { return }
            self.closeLater(seconds: DoorLimits.lingerSeconds)
            context.close(mode: .output, promise: nil)
        }
        context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer()), promise: lastWrite)
        self.hasUnflushedWrites = false
        self.resumeReading(context)
    }

    private func closeLater(seconds: Int64) {
        self.timer?.cancel()
        self.timer = self.context?.eventLoop.assumeIsolated().scheduleTask(in: .seconds(seconds)) {
            self.close()
        }
    }

    /// Closes both sides at once.
    func close() {
        guard self.phase != .closed else { return }
        self.phase = .closed
        self.context?.close(promise: nil)
    }

    private func end() {
        self.phase = .closed
        self.timer?.cancel()
        self.outbox.detach()
        self.door.unregister(self.outbox)
        self.backlog.removeAll()
        self.watches.cancelAll()
    }
}
