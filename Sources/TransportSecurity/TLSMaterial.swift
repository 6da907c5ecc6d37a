import NIOCore
import NIOSSL
import X509

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// What the files of TLS held when they were read, checked and ready for use.
struct TLSMaterial: Sendable {
    /// Who the program's own certificate says it is.
    let identity: CertificateIdentity
    /// When its own certificate ends, in seconds since the Unix epoch.
    let expiry: Int64
    /// For connections that this side accepts.
    let acceptor: NIOSSLContext
    /// The same for HTTP/2, which clients ask for by name.
    let http2Acceptor: NIOSSLContext
    /// For connections that this side makes.
    let dialer: NIOSSLContext

    /// Reads the files and checks all that can be checked without another side.
    init(_ files: TLSFiles) throws(TLSFileFault) {
        let chain = try Self.certificates(in: files.certificate)
        let leaf = chain[0]
        let key = try Self.key(in: files.key, of: leaf, files)
        let authorities = try Self.certificates(in: files.authorities)
        let now = Int64(time(nil))
        guard Int64(leaf.notValidAfter) > now else { throw .expired(files.certificate) }
        guard Int64(leaf.notValidBefore) <= now else { throw .notYetValid(files.certificate) }
        do throws(CertificateFault) {
            self.identity = try CertificateIdentity(leaf)
        } catch {
            throw .unfit(files.certificate, error)
        }
        self.expiry = Int64(leaf.notValidAfter)
        var accepting = TLSConfiguration.makeServerConfigurationWithMTLS(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key),
            trustRoots: .certificates(authorities))
        accepting.minimumTLSVersion = .tlsv13
        accepting.shutdownTimeout = .seconds(Limits.closingSeconds)
        var http2 = accepting
        http2.applicationProtocols = ["h2"]
        var dialing = TLSConfiguration.makeClientConfiguration()
        dialing.minimumTLSVersion = .tlsv13
        dialing.trustRoots = .certificates(authorities)
        dialing.certificateChain = chain.map { .certificate($0) }
        dialing.privateKey = .privateKey(key)
        // Nodes are dialled by address as often as by name, and a certificate is bound to a node's
        // role and not to its place; `TLSPolicy` looks at the role.
        dialing.certificateVerification = .noHostnameVerification
        dialing.shutdownTimeout = .seconds(Limits.closingSeconds)
        do {
            self.acceptor = try NIOSSLContext(configuration: accepting)
            self.http2Acceptor = try NIOSSLContext(configuration: http2)
            self.dialer = try NIOSSLContext(configuration: dialing)
        } catch {
            throw .refused(files.certificate, "\(error)")
        }
    }

    /// At least one certificate.
    private static func certificates(
        in file: String
    ) throws(TLSFileFault) -> [NIOSSLCertificate] {
        let bytes = try PEMFile.read(file)
        guard let found = try? NIOSSLCertificate.fromPEMBytes(bytes), !found.isEmpty else {
            throw .noCertificate(file)
        }
        return found
    }

    private static func key(
        in file: String, of certificate: NIOSSLCertificate, _ files: TLSFiles
    ) throws(TLSFileFault) -> NIOSSLPrivateKey {
        let bytes = try PEMFile.read(file)
        let key: NIOSSLPrivateKey
        let publicKey: Certificate.PublicKey
        let certified: Certificate.PublicKey
        do {
            key = try NIOSSLPrivateKey(bytes: bytes, format: .pem)
            publicKey = try Certificate.PrivateKey(
                pemEncoded: String(decoding: bytes, as: UTF8.self)
            ).publicKey
        } catch {
            throw .noKey(file, "\(error)")
        }
        do {
            certified = try certificate.parsed().publicKey
        } catch {
            throw .unfit(files.certificate, .unreadableCertificate("\(error)"))
        }
        guard publicKey == certified else {
            throw .mismatch(key: file, certificate: files.certificate)
        }
        return key
    }
}
