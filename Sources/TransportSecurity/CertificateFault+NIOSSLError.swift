import NIOSSL

extension CertificateFault {
    /// What an error of the TLS library means.
    ///
    /// The library tells its reasons as words in a list, of which some have a meaning to people who
    /// set certificates up.
    init(_ error: any Error) {
        let text = "\(error)"
        let reason = Self.reason(in: text)
        if text.contains("_ALERT_") {
            self = .refusedByOther(reason)
        } else if text.contains("CERTIFICATE_VERIFY_FAILED") {
            self = .notTrusted(reason)
        } else if text.contains("PEER_DID_NOT_RETURN_A_CERTIFICATE") {
            self = .noCertificate
        } else if Self.wordsOfPlaintext.contains(where: { text.contains($0) }) {
            self = .notTLS
        } else {
            self = .connectionFailed(reason)
        }
    }

    private static let wordsOfPlaintext = [
        "WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST", "UNEXPECTED_MESSAGE",
    ]

    /// The reason's word alone: the rest is numbers and file names of the library's.
    private static func reason(in text: String) -> String {
        let words = text.split { !($0.isUppercase || $0.isNumber || $0 == "_") }
        let reasons = words.filter { $0.contains("_") && $0 != "OPENSSL_internal" }
        guard let word = reasons.max(by: { $0.count < $1.count }) else {
            return text.contains("eof") ? "the connection ended during the handshake" : text
        }
        return word.lowercased().replacing("_", with: " ")
    }
}
