import Glibc
import NIOCore

/// One connection through a proxy: the dialer's socket and the one to the node behind.
///
/// Lives on the proxies' event loop.
final class ProxiedConnection {
    /// What the dialer sends, and what it is answered.
    let up: Pipe
    let down: Pipe
    private let core: ProxyCore
    private let dialer: any Channel
    private let target: any Channel
    private let node: UInt64
    /// The first bytes of a connection between nodes, until they say who dials.
    private var head: ByteBuffer?
    private var openSockets = 2

    /// - Parameter isPeer: whether nodes dial here; otherwise clients do.
    init(
        core: ProxyCore, dialer: any Channel, target: any Channel, node: UInt64, isPeer: Bool
    ) {
        self.core = core
        self.dialer = dialer
        self.target = target
        self.node = node
        self.up = Pipe(core: core, source: dialer, sink: target)
        self.down = Pipe(core: core, source: target, sink: dialer)
        if isPeer {
            self.head = ByteBuffer()
        } else {
            self.identify(.clients)
        }
    }

    /// Bytes of one of the two sockets.
    func receive(_ bytes: ByteBuffer, fromDialer: Bool) {
        guard fromDialer else { return self.down.receive(bytes) }
        guard var head = self.head else { return self.up.receive(bytes) }
        head.writeImmutableBuffer(bytes)
        guard let sender = PeerHello.sender(head) else {
            self.head = head
            return
        }
        self.head = nil
        // In this order: the rule of the link decides over the first bytes too.
        self.identify(.node(sender))
        self.up.receive(head)
    }

    /// One of the two sockets has sent its last byte, or is gone.
    func end(ofDialer isDialer: Bool) {
        if isDialer { self.up.end() } else { self.down.end() }
        if self.head != nil, isDialer { self.target.close(promise: nil) }
        self.openSockets -= 1
        if self.openSockets == 0 { self.core.forget(self) }
    }

    func writabilityChanged(ofDialer isDialer: Bool) {
        if isDialer { self.down.pump() } else { self.up.pump() }
    }

    func uses(_ link: Link) -> Bool { self.up.link == link || self.down.link == link }

    /// Breaks the connection so that both sides see a reset.
    func reset() {
        self.core.count(\.resetConnections, on: self.up.link)
        for channel in [self.dialer, self.target] {
            // A close with unsent data thrown away is a RST (SO_LINGER in socket(7)).
            guard let sockets = channel as? any SocketOptionProvider else { continue }
            sockets.setSoLinger(linger(l_onoff: 1, l_linger: 0))
                .whenComplete { _ in channel.close(promise: nil) }
        }
    }

    private func identify(_ party: Party) {
        self.up.link = Link(from: party, to: .node(self.node))
        self.down.link = Link(from: .node(self.node), to: party)
    }
}
