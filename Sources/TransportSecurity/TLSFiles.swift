/// The files that a program proves itself with and judges others by, all in PEM.
package struct TLSFiles: Hashable, Sendable {
    /// The certificate, and those that lead from it to its authority, in this order.
    package var certificate: String
    package var key: String
    /// The certificates of the authorities whose certificates are trusted.
    package var authorities: String

    package init(certificate: String, key: String, authorities: String) {
        self.certificate = certificate
        self.key = key
        self.authorities = authorities
    }

    var all: [String] { [self.certificate, self.key, self.authorities] }
}
