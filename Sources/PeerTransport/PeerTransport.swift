package import Logging
package import NIOCore
package import Raft
import Synchronization

/// Carries payloads between the nodes of a cluster.
///
/// It does not know what they mean.
///
/// Each node dials every other one and sends on the link that it dialled; it receives on the links
/// that others dialled. So there are two connections between two nodes, one for each direction,
/// and no rule is needed for two that dial each other at once. A payload may be lost when a link
/// breaks or a queue is full, and is never damaged, duplicated or moved before an earlier one.
///
/// The shell owns it: `start`, then `update(peers:)` whenever the membership changes, then
/// `shutdown`. It keeps its delegate alive until `shutdown` has returned.
package final class PeerTransport: Sendable {
    private enum Phase {
        case idle
        case running(listener: any Channel)
        case stopped
    }

    private struct State {
        var phase = Phase.idle
        var dialers: [NodeID: PeerDialer] = [:]
    }

    private let environment: PeerEnvironment
    private let acceptor: PeerAcceptor
    private let group: any EventLoopGroup
    private let state = Mutex(State())

    package init(
        options: PeerTransportOptions, eventLoopGroup: any EventLoopGroup, logger: Logger,
        delegate: any PeerTransportDelegate
    ) {
        let environment = PeerEnvironment(
            options: options, delegate: delegate, ledger: PeerLedger(), logger: logger)
        self.environment = environment
        self.acceptor = PeerAcceptor(environment: environment)
        self.group = eventLoopGroup
    }

    /// Starts to accept peers and returns where, with the port that the kernel chose for port 0.
    package func start() async throws(PeerTransportFailure) -> PeerEndpoint {
        let isIdle = self.state.withLock { state in
            if case .idle = state.phase { true } else { false }
        }
        guard isIdle else { throw .startedBefore }
        let wanted = self.environment.options.listen
        let listener: any Channel
        do {
            listener = try await self.acceptor.listen(on: self.group).get()
        } catch {
            throw PeerTransportFailure(listeningOn: wanted, error)
        }
        let isRunning = self.state.withLock { state in
            guard case .idle = state.phase else { return false }
            state.phase = .running(listener: listener)
            return true
        }
        guard isRunning else {
            listener.close(promise: nil)
            throw .startedBefore
        }
        let port = listener.localAddress?.port.flatMap(UInt16.init(exactly:)) ?? wanted.port
        return PeerEndpoint(host: wanted.host, port: port)
    }

    /// Dials exactly these peers from now on: opens links to new ones, ends the links to those that
    /// are gone, and follows those whose endpoint changed.
    ///
    /// This node itself is left out.
    ///
    /// Links that others dialled are not touched: whether a node is welcome is the delegate's to
    /// say at each handshake, and a node that was removed must be able to learn that.
    package func update(peers: [NodeID: PeerEndpoint]) {
        var wanted = peers
        wanted[self.environment.options.identity.node] = nil
        let (added, gone) = self.state.withLock { state in
            if case .stopped = state.phase { return ([PeerDialer](), [PeerDialer]()) }
            let gone = state.dialers.values.filter { wanted[$0.node] == nil }
            for dialer in gone { state.dialers[dialer.node] = nil }
            var added: [PeerDialer] = []
            for (node, endpoint) in wanted {
                if let dialer = state.dialers[node] {
                    dialer.change(endpoint: endpoint)
                } else {
                    let dialer = PeerDialer(
                        node: node, endpoint: endpoint, eventLoop: self.group.next(),
                        environment: self.environment)
                    state.dialers[node] = dialer
                    added.append(dialer)
                }
            }
            return (added, gone)
        }
        for dialer in gone { _ = dialer.stop() }
        for dialer in added { dialer.start() }
    }

    /// Queues a payload for a peer; `false` when it was dropped, because the peer is not linked,
    /// not known, or its queue is full.
    ///
    /// It may be called on any thread and does not block.
    package func send(_ payload: [UInt8], group: GroupID, to node: NodeID) -> Bool {
        guard let dialer = self.state.withLock({ $0.dialers[node] }) else { return false }
        return dialer.send(payload, group: group)
    }

    /// What was counted so far.
    ///
    /// It costs a copy of the table of peers.
    package func statistics() -> PeerTransportStatistics {
        var statistics = self.environment.ledger.totalsNow()
        let dialers = self.state.withLock { Array($0.dialers.values) }
        for dialer in dialers {
            dialer.fill(&statistics.peers[dialer.node, default: PeerLinkStatistics()])
        }
        statistics.acceptedLinks = self.acceptor.openLinks
        return statistics
    }

    /// Ends all links and stops to listen; the delegate hears nothing once it has returned.
    package func shutdown() async {
        let (phase, dialers) = self.state.withLock { state in
            let before = (state.phase, Array(state.dialers.values))
            state.phase = .stopped
            state.dialers = [:]
            return before
        }
        // The listener first: a peer whose link ends dials again at once, and is to be refused by
        // the system then, which tells it that this process is gone. Ends do not fail.
        if case .running(let listener) = phase {
            listener.close(promise: nil)
            try? await listener.closeFuture.get()
        }
        var ends = dialers.map { $0.stop() }
        ends.append(self.acceptor.stop(on: self.group.any()))
        let all = EventLoopFuture.andAllComplete(ends, on: self.group.any())
        try? await all.get()
    }
}
