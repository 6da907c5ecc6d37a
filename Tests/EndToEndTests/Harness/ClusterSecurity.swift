import Foundation
import RoomClient
import TestCertificates

/// The authority of a test's cluster, and the certificates of its nodes and callers.
struct ClusterSecurity: Sendable {
    private let directory: URL
    private let authority: TestAuthority

    /// Makes the authority, a certificate for each node, and one for a client and an operator.
    init(in directory: URL, nodes: [UInt64]) throws {
        self.directory = directory
        self.authority = try TestAuthority(in: directory)
        for node in nodes { try self.renew(node) }
        for caller in ["client", "operator"] {
            try self.authority.issue(caller, uris: ["roomkeeper://any/\(caller)/test"])
        }
    }

    /// Keeps the operator's certificate of now, and returns the options that name it.
    func keepOperator() throws -> [String] {
        for end in ["crt", "key"] {
            try FileManager.default.copyItem(
                at: self.directory.appendingPathComponent("operator.\(end)"),
                to: self.directory.appendingPathComponent("kept.\(end)"))
        }
        return ["--tls-cert", "kept.crt", "--tls-key", "kept.key"]
    }

    /// Makes another authority, which everybody trusts beside the old one.
    func trustNewAuthority() throws -> TestAuthority {
        let new = try TestAuthority(in: self.directory, name: "new")
        let both = try [self.authority.file, new.file].map {
            try String(contentsOfFile: $0, encoding: .utf8)
        }
        try both.joined(separator: "\n")
            .write(toFile: self.authority.file, atomically: true, encoding: .utf8)
        return new
    }

    /// Certificates from another authority in the place of all that are there.
    func issueAll(from authority: TestAuthority, nodes: [UInt64]) throws {
        for node in nodes {
            try authority.issue("node-\(node)", uris: ["roomkeeper://any/peer/\(node)"])
        }
        for caller in ["client", "operator"] {
            try authority.issue(caller, uris: ["roomkeeper://any/\(caller)/test"])
        }
    }

    func trustOnly(_ authority: TestAuthority) throws {
        try String(contentsOfFile: authority.file, encoding: .utf8)
            .write(toFile: self.authority.file, atomically: true, encoding: .utf8)
    }

    /// Files that nobody here takes: another authority (`other`), an operator of it (`foreign`),
    /// and an operator whose certificate has ended (`expired`).
    func makeUnwelcome() throws {
        let uris = ["roomkeeper://any/operator/test"]
        try TestAuthority(in: self.directory, name: "other").issue("foreign", uris: uris)
        try self.authority.issue("expired", uris: uris, validFrom: -7200, until: -3600)
    }

    /// A new certificate with a new key, in the place of those that are there.
    func renew(_ node: UInt64) throws {
        try self.authority.issue("node-\(node)", uris: ["roomkeeper://any/peer/\(node)"])
    }

    /// Makes the certificate of a node unreadable.
    func damage(_ node: UInt64) throws {
        try Data("damaged".utf8).write(
            to: self.directory.appendingPathComponent("node-\(node).crt"))
    }

    /// What `roomd run` is told.
    func arguments(of node: UInt64) -> [String] {
        let files = self.files(of: "node-\(node)")
        return [
            "--tls-cert", files.certificateFile, "--tls-key", files.keyFile, "--tls-ca",
            files.authoritiesFile,
        ]
    }

    /// What `roomctl` is told, as variables.
    func environment(of caller: String = "operator") -> [String: String] {
        let files = self.files(of: caller)
        return [
            "ROOMCTL_TLS_CERT": files.certificateFile, "ROOMCTL_TLS_KEY": files.keyFile,
            "ROOMCTL_TLS_CA": files.authoritiesFile,
        ]
    }

    /// What `RoomClient` is told.
    func files(of caller: String) -> RoomClientTLS {
        RoomClientTLS(
            certificateFile: self.directory.appendingPathComponent("\(caller).crt").path,
            keyFile: self.directory.appendingPathComponent("\(caller).key").path,
            authoritiesFile: self.authority.file)
    }
}
