import NIOSSL

/// Whose certificates are taken: that they are from a trusted authority is decided before.
package struct TLSPolicy: Sendable {
    package var roles: [CertificateRole]
    /// The cluster that a certificate may name; `nil` while it is not known.
    package var cluster: String?
    /// The node that a peer's certificate may name; `nil` when any will do.
    package var node: UInt64?

    package init(roles: [CertificateRole], cluster: String? = nil, node: UInt64? = nil) {
        self.roles = roles
        self.cluster = cluster
        self.node = node
    }

    /// Whether the owner of a certificate is welcome; whoever is not named is not.
    package func judge(_ identity: CertificateIdentity) throws(CertificateFault) {
        guard self.roles.contains(identity.role) else {
            throw .roleNotAllowed(identity.role, allowed: self.roles)
        }
        if let named = identity.cluster, let own = self.cluster, named != own {
            throw .otherCluster(named: named, own: own)
        }
        if let named = identity.node, let meant = self.node, named != meant {
            throw .otherNode(named: named, meant: meant)
        }
    }

    func judge(_ certificate: NIOSSLCertificate?) throws(CertificateFault) -> CertificateIdentity {
        guard let certificate else { throw .noCertificate }
        let identity = try CertificateIdentity(certificate)
        try self.judge(identity)
        return identity
    }
}
