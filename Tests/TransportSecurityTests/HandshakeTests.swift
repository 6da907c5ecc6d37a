import Foundation
import Logging
import NIOCore
import NIOEmbedded
import NIOPosix
import Synchronization
import TestCertificates
import Testing
import TransportSecurity

/// Two sides on loopback: who is let in, who is not, and what each is told.
struct HandshakeTests {
    private struct Fixture {
        let acceptor: TLSAcceptor
        let refusals: TLSRefusals
        let verdicts: Verdicts
        let listener: any Channel

        /// Listens with the certificate of a node, for clients and operators.
        init(_ files: TLSFiles, timeout: TimeAmount = .seconds(10)) async throws {
            let refusals = TLSRefusals(logger: Logger(label: "t") { _ in SwiftLogNoOpLogHandler() })
            let acceptor = TLSAcceptor(
                .native,
                credentials: try TLSCredentials(files, own: TLSPolicy(roles: [.peer])),
                policy: TLSPolicy(roles: [.client, .operator]), refusals: refusals)
            let verdicts = Verdicts()
            self.refusals = refusals
            self.acceptor = acceptor
            self.verdicts = verdicts
            self.listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try acceptor.secure(channel, timeout: timeout) { verdict in
                            verdicts.add(verdict)
                            if case .success = verdict { return true }
                            return false
                        }
                    }
                }
                .bind(host: "127.0.0.1", port: 0).get()
        }

        /// What the dialling side decides.
        func dial(
            _ credentials: TLSCredentials, wanting role: CertificateRole
        ) async throws
            -> TLSVerdict
        {
            let loop = MultiThreadedEventLoopGroup.singleton.next()
            let promise = loop.makePromise(of: TLSVerdict.self)
            let channel = try await ClientBootstrap(group: loop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try credentials.secure(
                            channel, policy: TLSPolicy(roles: [role]), timeout: .seconds(5)
                        ) { promise.succeed($0) }
                    }
                }
                .connect(to: try #require(self.listener.localAddress)).get()
            let verdict = try await promise.futureResult.get()
            // The other side decides after this one.
            _ = await self.verdicts.next()
            channel.close(promise: nil)
            return verdict
        }
    }

    /// Verdicts of the accepting side, in order.
    private final class Verdicts: Sendable {
        private let stream: AsyncStream<TLSVerdict>
        private let continuation: AsyncStream<TLSVerdict>.Continuation
        private let last = Mutex<TLSVerdict?>(nil)

        init() {
            (self.stream, self.continuation) = AsyncStream.makeStream()
        }

        func add(_ verdict: TLSVerdict) { self.continuation.yield(verdict) }

        func next() async -> TLSVerdict? {
            var iterator = self.stream.makeAsyncIterator()
            let verdict = await iterator.next()
            self.last.withLock { $0 = verdict }
            return verdict
        }

        var latest: TLSVerdict? { self.last.withLock { $0 } }
    }

    private static func files(
        _ directory: URL, _ name: String, authority: String = "ca"
    ) -> TLSFiles {
        TLSFiles(
            certificate: directory.appendingPathComponent("\(name).crt").path,
            key: directory.appendingPathComponent("\(name).key").path,
            authorities: directory.appendingPathComponent("\(authority).crt").path)
    }

    private static func run(
        timeout: TimeAmount = .seconds(10),
        _ body: (URL, TestAuthority, Fixture) async throws -> Void
    ) async throws {
        try await TestDirectory.run { directory in
            let authority = try TestAuthority(in: directory)
            try authority.issue("node", uris: ["roomkeeper://any/peer/1"])
            try authority.issue("shop", uris: ["roomkeeper://any/client/shop"])
            let fixture = try await Fixture(Self.files(directory, "node"), timeout: timeout)
            try await body(directory, authority, fixture)
            try await fixture.listener.close()
        }
    }

    @Test("each side learns who the other is")
    func welcome() async throws {
        try await Self.run { directory, _, fixture in
            let shop = try TLSCredentials(
                Self.files(directory, "shop"), own: TLSPolicy(roles: [.client]))
            let verdict = try await fixture.dial(shop, wanting: .peer)
            #expect(try verdict.get().description == "peer/1")
            #expect(try fixture.verdicts.latest?.get().description == "client/shop")
            #expect(fixture.refusals.counts().isEmpty)
        }
    }

    @Test("a role that has no business at a port is refused, and counted")
    func wrongRole() async throws {
        try await Self.run { directory, authority, fixture in
            try authority.issue("two", uris: ["roomkeeper://any/peer/2"])
            let peer = try TLSCredentials(
                Self.files(directory, "two"), own: TLSPolicy(roles: [.peer]))
            _ = try await fixture.dial(peer, wanting: .peer)
            #expect(Self.code(fixture.verdicts.latest) == .roleNotAllowed)
            let counts = fixture.refusals.counts()
            #expect(counts.map(\.key.code) == [.roleNotAllowed])
            #expect(counts.map(\.count) == [1])
        }
    }

    @Test("a server that is no node is refused by who dialled it")
    func notANode() async throws {
        try await Self.run { directory, _, fixture in
            let shop = try TLSCredentials(
                Self.files(directory, "shop"), own: TLSPolicy(roles: [.client]))
            let verdict = try await fixture.dial(shop, wanting: .operator)
            #expect(Self.code(verdict) == .roleNotAllowed)
        }
    }

    @Test("a certificate of another authority is refused")
    func otherAuthority() async throws {
        try await Self.run { directory, _, fixture in
            let other = try TestAuthority(in: directory, name: "other")
            try other.issue("stranger", uris: ["roomkeeper://any/operator/eve"])
            let stranger = try TLSCredentials(
                Self.files(directory, "stranger"), own: TLSPolicy(roles: [.operator]))
            _ = try await fixture.dial(stranger, wanting: .peer)
            #expect(Self.code(fixture.verdicts.latest) == .notTrusted)
            // And who does not trust the node's authority does not talk to it.
            let distrusting = try TLSCredentials(
                Self.files(directory, "shop", authority: "other"),
                own: TLSPolicy(roles: [.client]))
            #expect(Self.code(try await fixture.dial(distrusting, wanting: .peer)) == .notTrusted)
        }
    }

    @Test("who connects and says nothing is cut off in time")
    func silent() async throws {
        try await Self.run(timeout: .milliseconds(20)) { _, _, fixture in
            let silent = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(to: try #require(fixture.listener.localAddress)).get()
            try await silent.closeFuture.get()
            #expect(fixture.refusals.counts().map(\.key.code) == [.handshakeTimedOut])
        }
    }

    @Test("no more handshakes are under way at a port than its limit")
    func crowd() async throws {
        try await Self.run { _, _, fixture in
            let crowd = (0..<1024).map { _ in EmbeddedChannel() }
            for channel in crowd { try fixture.acceptor.secure(channel) }
            #expect(throws: CertificateFault.tooManyHandshakes(limit: 1024)) {
                try fixture.acceptor.secure(EmbeddedChannel())
            }
            // The end of one makes room for another.
            crowd[0].pipeline.fireChannelInactive()
            try fixture.acceptor.secure(EmbeddedChannel())
            #expect(
                fixture.refusals.counts().map(\.key.code).sorted()
                    == [.connectionFailed, .tooManyHandshakes].sorted())
        }
    }

    @Test("new connections use the certificate that was read last")
    func renewed() async throws {
        try await Self.run { directory, authority, fixture in
            let shop = try TLSCredentials(
                Self.files(directory, "shop"), own: TLSPolicy(roles: [.client]))
            _ = try await fixture.dial(shop, wanting: .peer)
            try authority.issue("shop", uris: ["roomkeeper://any/client/shop2"])
            try shop.reload()
            _ = try await fixture.dial(shop, wanting: .peer)
            #expect(try fixture.verdicts.latest?.get().description == "client/shop2")
        }
    }

    private static func code(_ verdict: TLSVerdict?) -> CertificateFault.Code? {
        if case .failure(let fault)? = verdict { fault.code } else { nil }
    }
}
