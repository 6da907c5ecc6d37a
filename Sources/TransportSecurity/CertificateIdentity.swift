package import NIOSSL
import X509

/// Who a certificate says its owner is: a URI among its subject alternative names.
///
///     roomkeeper://CLUSTER/ROLE/NAME
///
/// CLUSTER is the cluster's id, or `any`; ROLE is `peer`, `client` or `operator`; NAME is the id of
/// a node, or `any`, for a peer, and the name of a service or a person otherwise. There must be
/// exactly one such URI. Names of other kinds, and URIs of other schemes, count for nothing.
package struct CertificateIdentity: Hashable, Sendable, CustomStringConvertible {
    /// `nil` when the certificate is for any cluster.
    package let cluster: String?
    package let role: CertificateRole
    package let name: String

    private static let scheme = "roomkeeper:"
    private static let start = "roomkeeper://"
    private static let any = "any"

    /// Reads the one role among the URIs of a certificate.
    package init(uris: [String]) throws(CertificateFault) {
        let own = uris.filter { $0.lowercased().hasPrefix(Self.scheme) }
        guard let uri = own.first else { throw .noRole }
        guard own.count == 1 else { throw .severalRoles(own.count) }
        let parts = uri.dropFirst(Self.start.count).split(
            separator: "/", omittingEmptySubsequences: false)
        guard uri.hasPrefix(Self.start), parts.count == 3 else {
            throw .malformedRole(Self.echoed(uri))
        }
        let (cluster, role, name) = (String(parts[0]), String(parts[1]), String(parts[2]))
        guard cluster == Self.any || Self.isClusterID(cluster), Self.isName(name) else {
            throw .malformedRole(Self.echoed(uri))
        }
        guard let role = CertificateRole(rawValue: role) else {
            throw role.isEmpty ? .malformedRole(Self.echoed(uri)) : .unknownRole(Self.echoed(role))
        }
        // A number that is written in two ways would be two names of one node.
        guard role != .peer || name == Self.any || UInt64(name).map(String.init) == name,
            role != .peer || name != "0"
        else { throw .malformedRole(Self.echoed(uri)) }
        self.cluster = cluster == Self.any ? nil : cluster
        self.role = role
        self.name = name
    }

    /// Reads the role of a certificate; who signed it is not its concern.
    package init(_ certificate: NIOSSLCertificate) throws(CertificateFault) {
        let uris: [String]
        do {
            let names = try certificate.parsed().extensions.subjectAlternativeNames
            uris = (names.map(Array.init) ?? []).compactMap { name in
                if case .uniformResourceIdentifier(let uri) = name { uri } else { nil }
            }
        } catch {
            throw .unreadableCertificate("\(error)")
        }
        try self.init(uris: uris)
    }

    /// The node that a peer's certificate is bound to; `nil` when it is for any.
    package var node: UInt64? { self.role == .peer ? UInt64(self.name) : nil }

    /// Role and name, which stay the same when a certificate is renewed.
    package var description: String { "\(self.role.rawValue)/\(self.name)" }

    private static func isClusterID(_ text: String) -> Bool {
        text.utf8.count == 16
            && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }

    private static func isName(_ text: String) -> Bool {
        (1...Limits.nameCharacters).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || "._~-".utf8.contains(byte)
            }
    }

    /// A text of the other side for a log: short, and without a character that forges a line.
    private static func echoed(_ text: String) -> String {
        String(text.prefix(Limits.echoedCharacters).map { $0.isASCII && $0 >= " " ? $0 : "?" })
    }
}
