import Crypto
package import Foundation
import SwiftASN1
import X509

/// An authority that lives as long as a test, and certificates from it in a directory.
package struct TestAuthority: Sendable {
    private let directory: URL
    /// Where its own certificate lies.
    package let file: String
    private let key: Certificate.PrivateKey
    private let certificate: Certificate

    /// Makes a new authority, whose own certificate is `NAME.crt` in `directory`.
    package init(in directory: URL, name: String = "ca") throws {
        self.directory = directory
        self.key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let subject = try DistinguishedName { CommonName("tests \(name)") }
        let now = Date()
        self.certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: self.key.publicKey,
            notValidBefore: now - 3600, notValidAfter: now + 3600, issuer: subject,
            subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true))
            },
            issuerPrivateKey: self.key)
        let file = directory.appendingPathComponent("\(name).crt")
        try Self.write(self.certificate.serializeAsPEM().pemString, to: file)
        self.file = file.path
    }

    /// Makes `NAME.crt` and `NAME.key`, with the names given, and valid for an hour unless told.
    ///
    /// What is there already is replaced in one step, as a renewal does.
    package func issue(
        _ name: String, uris: [String], validFrom start: TimeInterval = -60,
        until end: TimeInterval = 3600
    ) throws {
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let now = Date()
        let names = uris.map { GeneralName.uniformResourceIdentifier($0) }
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key.publicKey,
            notValidBefore: now + start, notValidAfter: now + end, issuer: self.certificate.subject,
            subject: try DistinguishedName { CommonName(name) },
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                if !names.isEmpty { SubjectAlternativeNames(names) }
            },
            issuerPrivateKey: self.key)
        try Self.write(key.serializeAsPEM().pemString, to: self.path("\(name).key"))
        try Self.write(certificate.serializeAsPEM().pemString, to: self.path("\(name).crt"))
    }

    private func path(_ name: String) -> URL { self.directory.appendingPathComponent(name) }

    private static func write(_ text: String, to file: URL) throws {
        try Data(text.utf8).write(to: file, options: .atomic)
    }
}
