/// What a node's status says of its own certificate.
package struct CertificateCondition: Sendable {
    /// When it ends, in milliseconds since 1970.
    package var expiry: UInt64
    /// Why the files, as they were changed last, could not be read.
    package var problem: String?

    package init(expiry: UInt64, problem: String? = nil) {
        self.expiry = expiry
        self.problem = problem
    }
}
