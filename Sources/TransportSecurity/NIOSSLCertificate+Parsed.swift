import NIOSSL
import SwiftASN1
import X509

extension NIOSSLCertificate {
    /// The same certificate for the library that reads what is in it.
    func parsed() throws -> Certificate {
        try Certificate(derEncoded: try self.toDERBytes())
    }
}
