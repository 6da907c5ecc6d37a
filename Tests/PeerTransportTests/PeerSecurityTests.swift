import Foundation
import PeerTransport
import Raft
import TestCertificates
import Testing
import TransportSecurity

/// Links with TLS, on loopback: only nodes are let in, each as the one that its certificate names.
struct PeerSecurityTests {
    private static func options(
        node: UInt64, certificate: String, in directory: URL
    ) throws -> PeerTransportOptions {
        let credentials = try TLSCredentials(
            TLSFiles(
                certificate: directory.appendingPathComponent("\(certificate).crt").path,
                key: directory.appendingPathComponent("\(certificate).key").path,
                authorities: directory.appendingPathComponent("ca.crt").path),
            // A careless node, so that it is the other one that has to look.
            own: TLSPolicy(roles: CertificateRole.allCases))
        var options = Samples.options(node: node)
        options.security = PeerSecurity(
            acceptor: TLSAcceptor(
                .peer, credentials: credentials,
                policy: TLSPolicy(roles: [.peer], cluster: "\(Samples.cluster)"),
                refusals: TLSRefusals(logger: Samples.quietLogger())),
            credentials: credentials)
        return options
    }

    /// Links node 1 to node 2, whose certificates say these roles, and tells node 1's first event.
    private static func firstEvent(
        dialing dialer: String, accepting accepter: String
    ) async throws -> (event: PeerLinkEvent?, accepterEndings: [PeerLinkError.Code]) {
        try await TestDirectory.run { directory in
            let authority = try TestAuthority(in: directory)
            try authority.issue("one", uris: [dialer])
            try authority.issue("two", uris: [accepter])
            let one = try await TestNode.start(
                try Self.options(node: 1, certificate: "one", in: directory))
            let two = try await TestNode.start(
                try Self.options(node: 2, certificate: "two", in: directory))
            one.transport.update(peers: [two.node: two.endpoint])
            #expect(try await one.delegate.wait { !$0.events.isEmpty })
            let event = one.delegate.recorded().events.first?.event
            await one.transport.shutdown()
            await two.transport.shutdown()
            return (event, two.transport.statistics().endings.keys.sorted())
        }
    }

    @Test("nodes with their own certificates are linked, and payloads arrive")
    func linked() async throws {
        try await TestDirectory.run { directory in
            let authority = try TestAuthority(in: directory)
            try authority.issue("one", uris: ["roomkeeper://any/peer/1"])
            try authority.issue("two", uris: ["roomkeeper://\(Samples.cluster)/peer/any"])
            let one = try await TestNode.start(
                try Self.options(node: 1, certificate: "one", in: directory))
            let two = try await TestNode.start(
                try Self.options(node: 2, certificate: "two", in: directory))
            #expect(try await one.link(to: two))
            #expect(try await two.link(to: one))
            for number: UInt8 in 0..<100 {
                #expect(one.send([UInt8](repeating: number, count: 50_000), to: two))
            }
            #expect(two.send([7], to: one))
            #expect(try await two.delegate.wait { $0.payloads.count == 100 })
            #expect(two.delegate.recorded().payloads.map { $0.bytes[0] } == Array(0..<100))
            #expect(try await one.delegate.wait { $0.payloads.count == 1 })
            await one.transport.shutdown()
            await two.transport.shutdown()
        }
    }

    @Test(
        "a client's certificate is not taken at the peer port", arguments: ["client", "operator"])
    func clientsDialing(role: String) async throws {
        let (event, endings) = try await Self.firstEvent(
            dialing: "roomkeeper://any/\(role)/1", accepting: "roomkeeper://any/peer/2")
        guard case .failed? = event else {
            Issue.record("\(event as Any)")
            return
        }
        #expect(endings.contains(.insecure))
    }

    @Test("whoever answers must be a node")
    func clientsAccepting() async throws {
        let (event, _) = try await Self.firstEvent(
            dialing: "roomkeeper://any/peer/1", accepting: "roomkeeper://any/operator/2")
        #expect(event == .failed(.insecure(.roleNotAllowed(.operator, allowed: [.peer]))))
    }

    @Test("whoever answers must be the node that was dialled")
    func otherNodeAnswers() async throws {
        let (event, _) = try await Self.firstEvent(
            dialing: "roomkeeper://any/peer/1", accepting: "roomkeeper://any/peer/3")
        #expect(event == .failed(.insecure(.otherNode(named: 3, meant: 2))))
    }

    @Test("a node that says it is another than its certificate names is refused in words")
    func impostor() async throws {
        let (event, endings) = try await Self.firstEvent(
            dialing: "roomkeeper://any/peer/3", accepting: "roomkeeper://any/peer/2")
        guard case .failed(.refusedByPeer(let refusal))? = event else {
            Issue.record("\(event as Any)")
            return
        }
        #expect(refusal.code == .wrongCertificate)
        #expect(refusal.sentence.contains("node 1 comes with the certificate of node 3"))
        #expect(endings.contains(.refusedPeer))
    }

    @Test("a certificate of another cluster is not taken")
    func otherCluster() async throws {
        let (event, _) = try await Self.firstEvent(
            dialing: "roomkeeper://any/peer/1",
            accepting: "roomkeeper://ffffffffffffffff/peer/2")
        #expect(
            event
                == .failed(
                    .insecure(
                        .otherCluster(named: "ffffffffffffffff", own: "\(Samples.cluster)"))))
    }
}
