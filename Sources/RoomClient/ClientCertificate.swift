/// What a client's own certificate says, for programs that tell people about it.
package struct ClientCertificate: Sendable, Equatable {
    /// Where it was read.
    package let file: String
    /// `client` or `operator`.
    package let role: String
    /// When it ends, in milliseconds since 1970.
    package let expiry: UInt64

    package var isOperator: Bool { self.role == "operator" }
}
