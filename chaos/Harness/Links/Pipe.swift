import DequeModule
package import NIOCore

/// One direction of a proxied connection: takes bytes from one socket and gives them to the other
/// as the rule of its link says.
///
/// Lives on the proxies' event loop. Invariant: bytes leave in the order in which they came, and
/// the end of the stream after all of them.
package final class Pipe {
    private struct Piece {
        var bytes: ByteBuffer
        let due: NIODeadline
    }

    /// Known from the first bytes of a dialer; until then everything waits.
    package var link: Link? { didSet { self.pump() } }

    private let core: ProxyCore
    private let source: any Channel
    private let sink: any Channel
    private var waiting: Deque<Piece> = []
    private var waitingBytes = 0
    private var lastDue = NIODeadline.uptimeNanoseconds(0)
    private var hasEnded = false
    private var isPaused = false
    private var timer: Scheduled<Void>?

    package init(core: ProxyCore, source: any Channel, sink: any Channel) {
        self.core = core
        self.source = source
        self.sink = sink
    }

    package func receive(_ bytes: ByteBuffer) {
        let rule = self.rule
        if rule.isHeld { self.core.count(\.heldBytes, bytes.readableBytes, on: self.link) }
        var rest = bytes
        while rest.readableBytes > 0 {
            let most = rule.pieceBytes ?? rest.readableBytes
            let length = rule.pieceBytes == nil ? most : self.core.random(1...max(most, 1))
            guard let piece = rest.readSlice(length: min(length, rest.readableBytes)) else { break }
            if rule.pieceBytes != nil { self.core.count(\.splitPieces, on: self.link) }
            self.lastDue = self.due(piece, rule)
            self.waiting.append(Piece(bytes: piece, due: self.lastDue))
            self.waitingBytes += piece.readableBytes
        }
        self.pump()
    }

    /// The source has sent its last byte.
    package func end() {
        self.hasEnded = true
        self.pump()
    }

    /// Gives on what is due; called whenever something may have changed.
    package func pump() {
        self.timer?.cancel()
        self.timer = nil
        let rule = self.rule
        guard self.link != nil, !rule.isHeld else { return self.holdBack() }
        let now = NIODeadline.now()
        while let next = self.waiting.first, self.sink.isWritable {
            // What waits because of a rule that was lifted waits no longer.
            guard next.due <= now || !rule.isLate else {
                self.timer = self.core.loop.assumeIsolated().scheduleTask(deadline: next.due) {
                    self.pump()
                }
                break
            }
            self.waiting.removeFirst()
            self.waitingBytes -= next.bytes.readableBytes
            self.sink.writeAndFlush(next.bytes, promise: nil)
        }
        self.holdBack()
        if self.hasEnded, self.waiting.isEmpty { self.sink.close(promise: nil) }
    }

    private var rule: LinkRule { self.link.map { self.core.rule(of: $0) } ?? .free }

    private func due(_ piece: ByteBuffer, _ rule: LinkRule) -> NIODeadline {
        guard rule.isLate else { return .now() }
        var late = rule.delay
        if rule.jitter > .zero { late += rule.jitter * self.core.randomFraction() }
        self.core.count(\.delayedPieces, on: self.link)
        var due = max(self.lastDue, NIODeadline.now() + TimeAmount(late))
        if let rate = rule.bytesPerSecond {
            due = due + .nanoseconds(Int64(piece.readableBytes) * 1_000_000_000 / Int64(rate))
        }
        return due
    }

    /// Who sends on while nothing leaves is made to wait, as a full TCP window does it.
    private func holdBack() {
        let isFull = self.waitingBytes >= Limits.heldBytes
        guard isFull != self.isPaused else { return }
        self.isPaused = isFull
        _ = self.source.setOption(.autoRead, value: !isFull)
    }
}
