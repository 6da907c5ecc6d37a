/// What the owner of a certificate may be to a node; the raw value is the word in the certificate.
package enum CertificateRole: String, CaseIterable, Comparable, Sendable {
    /// A node of the cluster: at the peer port, and as what clients dial.
    case peer
    /// A service that reads, changes and watches rooms.
    case client
    /// Whoever runs the cluster: all that a client may do, and changes of the cluster itself.
    case `operator`

    package static func < (left: CertificateRole, right: CertificateRole) -> Bool {
        left.rawValue < right.rawValue
    }
}
