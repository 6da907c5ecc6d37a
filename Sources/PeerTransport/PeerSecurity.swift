package import TransportSecurity

/// TLS on the links of a node, in both directions.
package struct PeerSecurity: Sendable {
    /// For the links that others dial.
    package let acceptor: TLSAcceptor
    /// For the links that this node dials.
    package let credentials: TLSCredentials

    package init(acceptor: TLSAcceptor, credentials: TLSCredentials) {
        self.acceptor = acceptor
        self.credentials = credentials
    }
}
