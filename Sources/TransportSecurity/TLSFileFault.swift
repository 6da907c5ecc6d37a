/// What is wrong with a file of TLS, in words that name it and say what to do.
package struct TLSFileFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let file: String
    package let problem: String

    package var description: String { "\(self.file): \(self.problem)" }

    static func unreadable(_ file: String, _ reason: String) -> TLSFileFault {
        TLSFileFault(file: file, problem: "the file cannot be read: \(reason)")
    }

    static func noCertificate(_ file: String) -> TLSFileFault {
        TLSFileFault(
            file: file,
            problem: "there is no certificate in PEM in it (-----BEGIN CERTIFICATE-----)")
    }

    static func noKey(_ file: String, _ reason: String) -> TLSFileFault {
        TLSFileFault(
            file: file,
            problem: "there is no private key in PEM in it that can be used: \(reason)")
    }

    static func mismatch(key: String, certificate: String) -> TLSFileFault {
        TLSFileFault(
            file: key, problem: "this private key is not the one of the certificate \(certificate)")
    }

    static func expired(_ file: String) -> TLSFileFault {
        TLSFileFault(
            file: file,
            problem: "the certificate has expired; renew it, for example with cluster/certs")
    }

    static func notYetValid(_ file: String) -> TLSFileFault {
        TLSFileFault(
            file: file,
            problem: "the certificate is not valid yet; is the clock of this machine right?")
    }

    static func unfit(_ file: String, _ fault: CertificateFault) -> TLSFileFault {
        TLSFileFault(file: file, problem: "\(fault)")
    }

    static func refused(_ file: String, _ reason: String) -> TLSFileFault {
        TLSFileFault(file: file, problem: "the TLS library does not take it: \(reason)")
    }
}
