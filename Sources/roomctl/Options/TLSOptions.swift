import ArgumentParser
import Foundation
import RoomClient

/// The files with which `roomctl` proves who it is, for clusters with TLS.
struct TLSOptions: ParsableArguments {
    static let certificateVariable = "ROOMCTL_TLS_CERT"
    static let keyVariable = "ROOMCTL_TLS_KEY"
    static let authoritiesVariable = "ROOMCTL_TLS_CA"

    @Option(
        name: .customLong("tls-cert"),
        help: ArgumentHelp(
            "Your certificate in PEM: of a client, or of an operator for changes of the cluster.",
            discussion: """
                Without the three options of TLS the variables \(Self.certificateVariable), \
                \(Self.keyVariable) and \(Self.authoritiesVariable) are read, and without those \
                the cluster is spoken to in plaintext.
                """,
            valueName: "file"))
    var certificate: String?

    @Option(
        name: .customLong("tls-key"),
        help: ArgumentHelp("The private key of --tls-cert in PEM.", valueName: "file"))
    var key: String?

    @Option(
        name: .customLong("tls-ca"),
        help: ArgumentHelp(
            "The authorities in PEM that the nodes' certificates come from.", valueName: "file"))
    var authorities: String?

    func validate() throws {
        _ = try self.files()
    }

    /// `nil` for plaintext.
    func files() throws -> RoomClientTLS? {
        let certificate = self.certificate ?? Self.variable(Self.certificateVariable)
        let key = self.key ?? Self.variable(Self.keyVariable)
        let authorities = self.authorities ?? Self.variable(Self.authoritiesVariable)
        if let certificate, let key, let authorities {
            return RoomClientTLS(
                certificateFile: certificate, keyFile: key, authoritiesFile: authorities)
        }
        let missing = [
            ("--tls-cert", certificate), ("--tls-key", key), ("--tls-ca", authorities),
        ].filter { $0.1 == nil }.map(\.0)
        guard missing.count == 3 else {
            throw ValidationError(
                "TLS needs --tls-cert, --tls-key and --tls-ca, or their variables; "
                    + "\(missing.joined(separator: " and ")) \(missing.count == 1 ? "is" : "are") "
                    + "missing.")
        }
        return nil
    }

    private static func variable(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
