/// Why a connection with TLS does not come to be.
package enum CertificateFault: Error, Hashable, Sendable {
    /// The other side showed no certificate.
    case noCertificate
    /// The certificate cannot be read.
    case unreadableCertificate(String)
    /// The certificate is not from one of the authorities that are trusted here, or not valid now.
    case notTrusted(String)
    /// There is no role among the certificate's names.
    case noRole
    /// There is more than one.
    case severalRoles(Int)
    /// It is not of the agreed form.
    case malformedRole(String)
    case unknownRole(String)
    /// The role has no business here.
    case roleNotAllowed(CertificateRole, allowed: [CertificateRole])
    /// The certificate is for another cluster.
    case otherCluster(named: String, own: String)
    /// The certificate is for another node than the one that was dialled.
    case otherNode(named: UInt64, meant: UInt64)
    /// What the other side sends is not TLS.
    case notTLS
    /// The other side does not take our certificate.
    case refusedByOther(String)
    /// The handshake was not over in time.
    case handshakeTimedOut
    /// As many handshakes as may be are under way at the port.
    case tooManyHandshakes(limit: Int)
    /// The handshake, or the connection after it, failed for another reason.
    case connectionFailed(String)
}

extension CertificateFault {
    /// The kind without its details: the label in metrics, and what tells a new fault from one that
    /// goes on.
    package enum Code: String, CaseIterable, Comparable, Sendable {
        case noCertificate = "no_certificate"
        case unreadableCertificate = "unreadable_certificate"
        case notTrusted = "not_trusted"
        case noRole = "no_role"
        case severalRoles = "several_roles"
        case malformedRole = "malformed_role"
        case unknownRole = "unknown_role"
        case roleNotAllowed = "role_not_allowed"
        case otherCluster = "other_cluster"
        case otherNode = "other_node"
        case notTLS = "not_tls"
        case refusedByOther = "refused_by_other"
        case handshakeTimedOut = "handshake_timed_out"
        case tooManyHandshakes = "too_many_handshakes"
        case connectionFailed = "connection_failed"

        package static func < (left: Code, right: Code) -> Bool { left.rawValue < right.rawValue }
    }

    package var code: Code {
        switch self {
        case .noCertificate: .noCertificate
        case .unreadableCertificate: .unreadableCertificate
        case .notTrusted: .notTrusted
        case .noRole: .noRole
        case .severalRoles: .severalRoles
        case .malformedRole: .malformedRole
        case .unknownRole: .unknownRole
        case .roleNotAllowed: .roleNotAllowed
        case .otherCluster: .otherCluster
        case .otherNode: .otherNode
        case .notTLS: .notTLS
        case .refusedByOther: .refusedByOther
        case .handshakeTimedOut: .handshakeTimedOut
        case .tooManyHandshakes: .tooManyHandshakes
        case .connectionFailed: .connectionFailed
        }
    }
}

extension CertificateFault {
    /// Whether the handshake itself went well, so that the other side can be told the reason.
    package var canBeTold: Bool {
        switch self {
        case .unreadableCertificate, .noRole, .severalRoles, .malformedRole, .unknownRole,
            .roleNotAllowed, .otherCluster, .otherNode:
            true
        case .noCertificate, .notTrusted, .notTLS, .refusedByOther, .handshakeTimedOut,
            .tooManyHandshakes, .connectionFailed:
            false
        }
    }
}

extension CertificateFault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noCertificate:
            "the other side shows no certificate; every connection needs one"
        case .unreadableCertificate(let reason):
            "the other side's certificate cannot be read: \(reason)"
        case .notTrusted(let reason):
            """
            the other side's certificate is not valid now, or not from an authority that is \
            trusted here (\(reason))
            """
        case .noRole:
            """
            the certificate names no role; one of its subject alternative names must be a URI \
            such as roomkeeper://any/client/NAME
            """
        case .severalRoles(let count):
            "the certificate names \(count) roles; make one certificate for each"
        case .malformedRole(let uri):
            """
            the certificate's role "\(uri)" is not of the form \
            roomkeeper://CLUSTER/ROLE/NAME, with "any" or 16 hexadecimal digits, with peer, \
            client or operator, and with 1 to \(Limits.nameCharacters) letters, digits and ._~- \
            (for a peer: its node id, or "any")
            """
        case .unknownRole(let role):
            "the certificate's role \"\(role)\" is none; there are peer, client and operator"
        case .roleNotAllowed(let role, let allowed):
            """
            a certificate with the role \(role.rawValue) is not taken here, only \
            \(allowed.map(\.rawValue).joined(separator: " and "))
            """
        case .otherCluster(let named, let own):
            "the certificate is for cluster \(named); this is cluster \(own)"
        case .otherNode(let named, let meant):
            "the certificate is that of node \(named), but node \(meant) was meant"
        case .notTLS:
            "what the other side sends is not TLS; is one of the two set up without it?"
        case .refusedByOther(let reason):
            "the other side does not take this one's certificate (\(reason))"
        case .handshakeTimedOut:
            "the TLS handshake was not over in time"
        case .tooManyHandshakes(let limit):
            "\(limit) handshakes are under way at this port, which is the limit"
        case .connectionFailed(let reason):
            "TLS failed: \(reason)"
        }
    }
}
