import RoomMapping
package import RoomProtocol
package import TransportSecurity

/// Who makes a request, as the connection proved it.
package struct Caller: Hashable, Sendable {
    /// Part of what a request is remembered under; it stays the same when a certificate is renewed.
    package let name: String
    /// `nil` without TLS, where anyone may do anything.
    private let role: CertificateRole?

    /// Everyone, without TLS.
    package static let insecure = Caller(name: "insecure", role: nil)

    private init(name: String, role: CertificateRole?) {
        self.name = name
        self.role = role
    }

    package init(_ identity: CertificateIdentity) {
        self.init(name: identity.description, role: identity.role)
    }

    /// Reads the name of a caller with TLS.
    package init?(named name: String) {
        guard let word = name.split(separator: "/", maxSplits: 1).first,
            let role = CertificateRole(rawValue: String(word))
        else { return nil }
        self.init(name: name, role: role)
    }

    /// Why the caller may not do something; `nil` when it may.
    package func refusal(of access: Access) -> Roomkeeper_V1_Error? {
        guard let role, !access.roles.contains(role) else { return nil }
        return .permissionDenied(role, access)
    }
}

extension Roomkeeper_V1_Error {
    static func permissionDenied(_ role: CertificateRole, _ access: Access) -> Roomkeeper_V1_Error {
        let allowed = access.roles.map(\.rawValue).joined(separator: ",")
        return Roomkeeper_V1_Error(
            reason: "PERMISSION_DENIED",
            message: "a certificate with the role \(role.rawValue) may not \(access.words); "
                + "use one with the role \(allowed.replacing(",", with: " or "))",
            status: .permissionDenied, metadata: ["role": role.rawValue, "allowed": allowed])
    }

    /// The connection is nobody's who may call.
    static func certificateRefused(_ fault: CertificateFault) -> Roomkeeper_V1_Error {
        Roomkeeper_V1_Error(
            reason: "CERTIFICATE_REFUSED", message: "\(fault)", status: .permissionDenied,
            metadata: ["code": fault.code.rawValue])
    }

    /// A request of a connection that nobody stands behind.
    package static func unauthenticated() -> Roomkeeper_V1_Error {
        Roomkeeper_V1_Error(
            reason: "CERTIFICATE_REFUSED", message: "\(CertificateFault.noCertificate)",
            status: .unauthenticated,
            metadata: ["code": CertificateFault.Code.noCertificate.rawValue])
    }
}
