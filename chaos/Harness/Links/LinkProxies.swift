import NIOCore
import NIOPosix

/// The proxies in front of all nodes: every byte between nodes, and between clients and nodes, goes
/// through one of them.
///
/// A node's proxies listen only while the node runs, so that a process that died is seen as one:
/// connections to it are refused.
package final class LinkProxies: Sendable {
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let core: NIOLoopBound<ProxyCore>
    private let listeners = ListenerTable()

    private actor ListenerTable {
        private var channels: [UInt64: [any Channel]] = [:]
        private var closing: [UInt64: Task<Void, Never>] = [:]

        func put(_ channels: [any Channel], for node: UInt64) { self.channels[node] = channels }

        /// Returns when none of the node's listens any more, also one that somebody else closes:
        /// who opens it again would find its port in use.
        func close(_ node: UInt64) async {
            let channels = self.channels.removeValue(forKey: node) ?? []
            let earlier = self.closing[node]
            let task = Task {
                await earlier?.value
                for channel in channels { try? await channel.close() }
            }
            self.closing[node] = task
            await task.value
        }

        func closeAll() async {
            for node in Set(self.channels.keys).union(self.closing.keys) { await self.close(node) }
        }
    }

    /// - Parameter seed: of jitter and of the lengths of pieces.
    package init(seed: UInt64) async throws {
        let loop = self.group.next()
        self.core = try await loop.submit {
            NIOLoopBound(ProxyCore(loop: loop, seed: seed), eventLoop: loop)
        }.get()
    }

    private var loop: any EventLoop { self.core.eventLoop }

    /// Begins to listen for a node.
    package func open(_ place: NodePlace) async throws {
        await self.close(place.id)
        let peers = try await self.listen(
            place.peerProxyPort, node: place.id, behind: place.peerPort, isPeer: true)
        await self.listeners.put([peers], for: place.id)
        let clients = try await self.listen(
            place.nativeProxyPort, node: place.id, behind: place.nativePort, isPeer: false)
        await self.listeners.put([peers, clients], for: place.id)
    }

    /// Connections to the node are refused from now on.
    package func close(_ node: UInt64) async {
        await self.listeners.close(node)
    }

    /// - Parameter fault: who wants it; a link obeys the rules of all faults at once.
    package func set(_ rule: LinkRule, on links: [Link], by fault: Int) async throws {
        try await self.onLoop { $0.set(rule, on: links, by: fault) }
    }

    /// Lifts the rules of one fault.
    package func lift(_ fault: Int) async throws {
        try await self.onLoop { $0.lift(fault) }
    }

    package func reset(_ links: [Link]) async throws {
        try await self.onLoop { $0.reset(links) }
    }

    /// Lifts every rule.
    func heal() async throws {
        try await self.onLoop { $0.heal() }
    }

    /// Whether nothing arrives on some of the links.
    package func holds(anyOf links: [Link]) async throws -> Bool {
        try await self.onLoop { core in links.contains { core.rule(of: $0).isHeld } }
    }

    package func counts(of links: [Link]) async throws -> LinkCounts {
        try await self.onLoop { $0.counts(of: links) }
    }

    package func shutdown() async {
        await self.listeners.closeAll()
        try? await self.group.shutdownGracefully()
    }

    private func onLoop<Value: Sendable>(
        _ body: @escaping @Sendable (ProxyCore) -> Value
    ) async throws -> Value {
        try await self.loop.submit { [core = self.core] in body(core.value) }.get()
    }

    private func listen(
        _ port: Int, node: UInt64, behind target: Int, isPeer: Bool
    ) async throws -> any Channel {
        let core = self.core
        let bootstrap = ServerBootstrap(group: self.group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.backlog, value: 256)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { dialer in
                Self.connect(dialer, to: target, node: node, isPeer: isPeer, core: core)
            }
        do {
            return try await bootstrap.bind(host: "127.0.0.1", port: port).get()
        } catch {
            throw HarnessError("the proxy of node \(node) cannot listen on port \(port): \(error)")
        }
    }

    /// Joins a dialer with the node behind; reading begins when both sockets are there.
    private static func connect(
        _ dialer: any Channel, to target: Int, node: UInt64, isPeer: Bool,
        core: NIOLoopBound<ProxyCore>
    ) -> EventLoopFuture<Void> {
        ClientBootstrap(group: dialer.eventLoop)
            .channelOption(.autoRead, value: false)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .connect(host: "127.0.0.1", port: target)
            .flatMapThrowing { targetChannel in
                let connection = ProxiedConnection(
                    core: core.value, dialer: dialer, target: targetChannel, node: node,
                    isPeer: isPeer)
                core.value.add(connection)
                try dialer.pipeline.syncOperations.addHandler(
                    ProxyHandler(connection, isDialer: true))
                try targetChannel.pipeline.syncOperations.addHandler(
                    ProxyHandler(connection, isDialer: false))
                return targetChannel
            }
            .flatMap { (targetChannel: any Channel) in
                dialer.eventLoop.execute {
                    _ = dialer.setOption(.autoRead, value: true)
                    _ = targetChannel.setOption(.autoRead, value: true)
                }
                return dialer.eventLoop.makeSucceededVoidFuture()
            }
    }
}
