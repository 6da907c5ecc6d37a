package import NIOCore
import NIOSSL
import Synchronization

/// Puts TLS in front of the connections to one port, and knows who is behind each of them.
package final class TLSAcceptor: Sendable {
    package enum Port: String, CaseIterable, Sendable {
        case peer
        case native
        case grpc
        case http
    }

    package let port: Port
    private let credentials: TLSCredentials
    private let policy: TLSPolicy
    private let refusals: TLSRefusals
    private let admitted = Mutex<[ObjectIdentifier: CertificateIdentity]>([:])

    package init(
        _ port: Port, credentials: TLSCredentials, policy: TLSPolicy, refusals: TLSRefusals
    ) {
        self.port = port
        self.credentials = credentials
        self.policy = policy
        self.refusals = refusals
    }

    /// Puts TLS at the front of a connection that was accepted and is not active yet.
    ///
    /// What stands behind it hears that the connection is active once the other side is admitted.
    /// To be called on the connection's event loop.
    ///
    /// - Parameter decide: called exactly once; whether the connection goes on. Unless given, it
    ///   goes on with those who are welcome.
    package func secure(
        _ channel: any Channel, timeout: TimeAmount = .seconds(Limits.handshakeSeconds),
        decide: ((TLSVerdict) -> Bool)? = nil
    ) throws {
        let material = self.credentials.material
        let handler = NIOSSLServerHandler(
            context: self.port == .grpc ? material.http2Acceptor : material.acceptor)
        // A channel that is closed has forgotten it.
        let address = channel.remoteAddress?.ipAddress
        let gate = TLSGate(handler, policy: self.policy, timeout: timeout) { verdict in
            switch verdict {
            case .success(let identity): self.admit(channel, identity)
            case .failure(let fault): self.refusals.note(fault, at: self.port, from: address)
            }
            if let decide { return decide(verdict) }
            if case .success = verdict { return true }
            return false
        }
        try channel.pipeline.syncOperations.addHandler(gate, position: .first)
        try channel.pipeline.syncOperations.addHandler(handler, position: .first)
    }

    /// Who is behind a connection that is open and was admitted.
    package func identity(of channel: any Channel) -> CertificateIdentity? {
        self.admitted.withLock { $0[ObjectIdentifier(channel)] }
    }

    private func admit(_ channel: any Channel, _ identity: CertificateIdentity) {
        let id = ObjectIdentifier(channel)
        self.admitted.withLock { $0[id] = identity }
        channel.closeFuture.whenComplete { _ in
            self.admitted.withLock { $0[id] = nil }
        }
    }
}
