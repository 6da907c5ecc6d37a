import NIOCore
import NIOPosix
import RoomProtocol
import TransportSecurity

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

extension NativeConnectionCore {
    // MARK: - Opening

    /// Opens the socket and says hello.
    ///
    /// MUST be called once, first, on the event loop.
    func start() {
        self.connectTimer = self.eventLoop.assumeIsolated().scheduleTask(
            in: TimeAmount(self.settings.connectTimeout)
        ) {
            self.close(
                .connectionFailed(
                    self.connection.endpoint.text,
                    "no hello within \(self.settings.connectTimeout)"))
        }
        ClientBootstrap(group: self.eventLoop)
            .connectTimeout(TimeAmount(self.settings.connectTimeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.writeBufferWaterMark, value: Self.waterMark)
            .channelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(
                    minimum: 2048, initial: 16384, maximum: Limits.socketReadBytes)
            )
            // Switched on when this handler is in place, so that it misses nothing.
            .channelOption(.autoRead, value: false)
            .connect(host: self.connection.endpoint.host, port: self.connection.endpoint.port)
            .assumeIsolated()
            .whenComplete { result in
                switch result {
                case .success(let channel): self.connected(channel)
                case .failure(let error):
                    self.close(
                        .connectionFailed(self.connection.endpoint.text, Self.words(for: error)))
                }
            }
    }

    private func connected(_ channel: any Channel) {
        guard self.phase == .connecting else {
            channel.close(promise: nil)
            return
        }
        self.channel = channel
        guard let credentials = self.settings.credentials else { return self.greet(channel) }
        do {
            self.renew(credentials)
            // Who answers must be a node; which cluster it belongs to, its hello says.
            try credentials.secure(
                channel, policy: TLSPolicy(roles: [.peer]),
                timeout: TimeAmount(self.settings.connectTimeout)
            ) { self.decide($0, channel) }
            try channel.syncOptions?.setOption(.autoRead, value: true)
        } catch {
            self.close(.connectionFailed(self.connection.endpoint.text, "\(error)"))
        }
    }

    /// Reads the files again if they changed; those that are broken change nothing, because the
    /// ones before may still do.
    private func renew(_ credentials: TLSCredentials) {
        _ = try? credentials.reloadIfChanged()
    }

    private func decide(_ verdict: TLSVerdict, _ channel: any Channel) {
        switch verdict {
        case .success:
            guard self.phase == .connecting else { return }
            self.greet(channel)
        case .failure(let fault):
            self.close(.insecure(self.connection.endpoint.text, fault))
        }
    }

    /// Says hello on a connection that is made.
    private func greet(_ channel: any Channel) {
        do {
            try channel.pipeline.syncOperations.addHandler(self)
            self.phase = .greeting
            var envelope = Roomkeeper_V1_ClientEnvelope()
            envelope.hello.protocolVersion = Self.protocolVersion
            envelope.hello.userAgent = self.settings.userAgent
            var bytes = ByteBuffer()
            try NativeFrame.write(envelope, into: &bytes)
            channel.writeAndFlush(bytes, promise: nil)
            try channel.syncOptions?.setOption(.autoRead, value: true)
        } catch {
            self.close(.connectionFailed(self.connection.endpoint.text, "\(error)"))
        }
    }

    private static var waterMark: ChannelOptions.Types.WriteBufferWaterMark {
        .init(low: 1 << 20, high: 4 << 20)
    }

    private static func words(for error: any Error) -> String {
        if let failure = error as? IOError {
            // The library's own text for a refused connection speaks of a reset.
            return String(cString: strerror(failure.errnoCode)).lowercased()
        }
        guard let failure = error as? NIOConnectionError else { return "\(error)" }
        if let first = failure.connectionErrors.first { return Self.words(for: first.error) }
        if let cause = failure.dnsAError ?? failure.dnsAAAAError { return "\(cause)" }
        return "the host has no address"
    }

    // MARK: - Sending

    /// Takes everything that callers put into the outbox, and writes it at once.
    func drain() {
        guard self.phase != .closed else { return }
        let (calls, cancelled) = self.connection.takeOutbox(heldBytes: self.pending.unsentBytes)
        for call in calls { self.admit(call) }
        self.sendUnsent()
        for id in cancelled { self.cancel(id) }
        self.armTimer()
    }

    private func admit(_ call: PendingCall) {
        if call.awaitsHello, self.phase == .ready {
            call.finish(.greeted)
            return
        }
        self.pending.insert(call)
        self.nextDeadline = min(self.nextDeadline, call.deadline)
    }

    /// Hands all requests that still wait to the channel, in one write and one flush, as soon as
    /// the server has said hello and reads what it gets.
    func sendUnsent() {
        guard self.phase == .ready, let channel = self.channel, channel.isWritable,
            !self.pending.unsent.isEmpty
        else { return }
        var bytes = channel.allocator.buffer(
            capacity: self.pending.unsentBytes
                + self.pending.unsent.count * (NativeFrame.prefixBytes + EncodedRequest.headBytes))
        let now = NIODeadline.now()
        for id in self.pending.unsent {
            // A call that ended meanwhile is not sent: its caller was told so.
            guard let (request, timeout) = self.pending.takeRequest(of: id, now: now) else {
                continue
            }
            self.head.reset()
            self.head.number(1, id)
            self.head.number(2, UInt64(timeout))
            NativeFrame.append(self.head.bytes, followedBy: request, to: &bytes)
        }
        self.pending.didSend()
        self.connection.reportHeld(0)
        guard bytes.readableBytes > 0 else { return }
        if self.pending.hasDue { self.silentSince = self.silentSince ?? .now() }
        channel.writeAndFlush(bytes, promise: nil)
    }

    func resumeGreeted() {
        for (id, call) in self.pending.byID where call.awaitsHello {
            _ = self.pending.remove(id)
            call.finish(.greeted)
        }
    }

    func cancel(_ id: UInt64) {
        guard let call = self.pending.remove(id) else { return }
        if call.isWatch, call.wasSent { self.cancelWatch(id) }
        call.finish(.ended(.stopped(.cancelled, wasSent: call.wasSent)))
    }

    /// Has the server tell no more of it; what is on its way is dropped.
    private func cancelWatch(_ id: UInt64) {
        guard self.phase == .ready, let channel = self.channel else { return }
        var envelope = Roomkeeper_V1_ClientEnvelope()
        envelope.id = self.connection.nextID()
        envelope.cancelWatch.watchID = id
        var bytes = channel.allocator.buffer(capacity: 32)
        do {
            try NativeFrame.write(envelope, into: &bytes)
        } catch {
            return self.close(.requestTooLarge(error))
        }
        channel.writeAndFlush(bytes, promise: nil)
    }

    // MARK: - Time

    /// Sets the timer to the earliest deadline.
    ///
    /// It stays where it is while the calls that it was set for are answered, so that a busy
    /// connection does not touch it for each call.
    private func armTimer() {
        guard self.nextDeadline < self.timer?.at ?? .distantFuture else { return }
        self.timer?.task.cancel()
        let deadline = self.nextDeadline
        let task = self.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.timer = nil
            self.expire(now: .now())
        }
        self.timer = (task, deadline)
    }

    private func expire(now: NIODeadline) {
        let endpoint = self.connection.endpoint.text
        self.nextDeadline = .distantFuture
        var hasExpired = false
        for (id, call) in self.pending.byID {
            if call.deadline > now {
                self.nextDeadline = min(self.nextDeadline, call.deadline)
                continue
            }
            hasExpired = true
            _ = self.pending.remove(id)
            call.finish(
                .ended(
                    call.wasSent
                        ? .unanswered(.noReply(endpoint)) : .unsent(.notConnected(endpoint))))
        }
        if hasExpired, let since = self.silentSince,
            now - since >= TimeAmount(self.settings.silenceLimit)
        {
            self.close(.connectionLost(endpoint, "nothing arrived for \(now - since)"))
            return
        }
        self.armTimer()
    }

    // MARK: - Closing

    /// Ends the connection and every call on it.
    ///
    /// Does nothing when it has ended.
    func close(_ error: RoomClientError) {
        guard self.phase != .closed else { return }
        let wasReady = self.phase == .ready
        self.phase = .closed
        self.timer?.task.cancel()
        self.connectTimer?.cancel()
        let isOurs = error.reason == RoomClientError.Reason.clientClosed
        let refusal: AttemptEnd =
            isOurs ? .stopped(error, wasSent: false) : .unsent(error.with(outcome: .notApplied))
        // The pool is told first: a caller that is told asks the pool for its next connection at
        // once, and must not be given this one again.
        self.delegate.closed(self.connection, wasReady: wasReady, error: error)
        for call in self.connection.closeOutbox(refusal) {
            call.finish(.ended(refusal))
        }
        for call in self.pending.removeAll() {
            let sent: AttemptEnd =
                isOurs ? .stopped(error, wasSent: true) : .unanswered(error.with(outcome: .unknown))
            call.finish(.ended(call.wasSent ? sent : refusal))
        }
        guard let channel = self.channel else { return self.connection.socketClosed() }
        let connection = self.connection
        channel.close(mode: .all).whenComplete { _ in connection.socketClosed() }
    }
}
