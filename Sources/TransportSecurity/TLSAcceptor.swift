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

    private struct State {
        var handshakes = 0
        /// Who is behind each connection that is open and was admitted.
        var admitted: [ObjectIdentifier: CertificateIdentity] = [:]
    }

    package let port: Port
    private let credentials: TLSCredentials
    private let policy: TLSPolicy
    private let refusals: TLSRefusals
    private let state = Mutex(State())

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
        // A channel that is closed has forgotten it.
        let address = channel.remoteAddress?.ipAddress
        try self.beginHandshake(from: address)
        let material = self.credentials.material
        let handler = NIOSSLServerHandler(
            context: self.port == .grpc ? material.http2Acceptor : material.acceptor)
        let gate = TLSGate(handler, policy: self.policy, timeout: timeout) { verdict in
            self.endHandshake()
            switch verdict {
            case .success(let identity): self.admit(channel, identity)
            case .failure(let fault): self.refusals.note(fault, at: self.port, from: address)
            }
            if let decide { return decide(verdict) }
            if case .success = verdict { return true }
            return false
        }
        do {
            try channel.pipeline.syncOperations.addHandler(gate, position: .first)
        } catch {
            // From here on the gate decides, whatever becomes of the connection.
            self.endHandshake()
            throw error
        }
        try channel.pipeline.syncOperations.addHandler(handler, position: .first)
    }

    /// Who is behind a connection that is open and was admitted.
    package func identity(of channel: any Channel) -> CertificateIdentity? {
        self.state.withLock { $0.admitted[ObjectIdentifier(channel)] }
    }

    private func beginHandshake(from address: String?) throws(CertificateFault) {
        let hasRoom = self.state.withLock { state in
            guard state.handshakes < Limits.handshakes else { return false }
            state.handshakes += 1
            return true
        }
        guard !hasRoom else { return }
        let fault = CertificateFault.tooManyHandshakes(limit: Limits.handshakes)
        self.refusals.note(fault, at: self.port, from: address)
        throw fault
    }

    private func endHandshake() {
        self.state.withLock { $0.handshakes -= 1 }
    }

    private func admit(_ channel: any Channel, _ identity: CertificateIdentity) {
        let id = ObjectIdentifier(channel)
        self.state.withLock { $0.admitted[id] = identity }
        channel.closeFuture.whenComplete { _ in
            self.state.withLock { $0.admitted[id] = nil }
        }
    }
}
