package import TransportSecurity

/// The files with which a client proves who it is and judges the nodes that it reaches, in PEM.
///
/// Nodes are judged by their certificate, which must be from one of the authorities and have the
/// role of a node, not by the name or address under which they are reached. The files are read
/// when the client is made, and again when they change: connections made later use what is new.
public struct RoomClientTLS: Sendable, Hashable {
    /// The client's certificate, and those that lead from it to its authority, in this order.
    public var certificateFile: String
    public var keyFile: String
    /// The certificates of the authorities that are trusted.
    public var authoritiesFile: String

    public init(certificateFile: String, keyFile: String, authoritiesFile: String) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.authoritiesFile = authoritiesFile
    }

    /// Reads the files, and tells what the certificate says.
    ///
    /// - Throws: `INVALID_TLS`, naming the file and what is wrong with it.
    package func certificate() throws(RoomClientError) -> ClientCertificate {
        let credentials = try self.credentials()
        return ClientCertificate(
            file: self.certificateFile, role: credentials.identity.role.rawValue,
            expiry: UInt64(max(0, credentials.expiry)) * 1000)
    }

    /// Reads the files.
    ///
    /// - Throws: `INVALID_TLS`, naming the file and what is wrong with it.
    package func credentials() throws(RoomClientError) -> TLSCredentials {
        do {
            return try TLSCredentials(
                TLSFiles(
                    certificate: self.certificateFile, key: self.keyFile,
                    authorities: self.authoritiesFile),
                own: TLSPolicy(roles: [.client, .operator]))
        } catch {
            throw .invalidTLS(error)
        }
    }
}
