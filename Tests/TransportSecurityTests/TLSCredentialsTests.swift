import Foundation
import TestCertificates
import Testing
import TransportSecurity

/// Files are checked when they are read, and what is broken names its file and changes nothing.
struct TLSCredentialsTests {
    private static let own = TLSPolicy(roles: [.peer], node: 1)

    private static func files(_ directory: URL, _ name: String = "node") -> TLSFiles {
        TLSFiles(
            certificate: directory.appendingPathComponent("\(name).crt").path,
            key: directory.appendingPathComponent("\(name).key").path,
            authorities: directory.appendingPathComponent("ca.crt").path)
    }

    private static func fault(_ files: TLSFiles) -> TLSFileFault? {
        do throws(TLSFileFault) {
            _ = try TLSCredentials(files, own: Self.own)
            return nil
        } catch {
            return error
        }
    }

    @Test("good files are taken")
    func good() async throws {
        try await TestDirectory.run { directory in
            let authority = try TestAuthority(in: directory)
            try authority.issue("node", uris: ["roomkeeper://any/peer/1"])
            let credentials = try TLSCredentials(Self.files(directory), own: Self.own)
            #expect(credentials.identity.description == "peer/1")
            #expect((3500...3601).contains(credentials.secondsLeft))
        }
    }

    @Test("what is wrong with a file is told with its name")
    func faults() async throws {
        try await TestDirectory.run { directory in
            let authority = try TestAuthority(in: directory)
            try authority.issue("node", uris: ["roomkeeper://any/peer/1"])
            try authority.issue("other", uris: ["roomkeeper://any/peer/2"])
            try authority.issue(
                "old", uris: ["roomkeeper://any/peer/1"], validFrom: -3600, until: -60)
            try authority.issue(
                "early", uris: ["roomkeeper://any/peer/1"], validFrom: 600, until: 1200)
            try authority.issue("nobody", uris: [])
            let good = Self.files(directory)

            var files = good
            files.key = directory.appendingPathComponent("none.key").path
            #expect(
                Self.fault(files)?.description == "\(files.key): the file cannot be read: "
                    + "No such file or directory")
            files = good
            files.key = Self.files(directory, "other").key
            #expect(Self.fault(files)?.file == files.key)
            #expect(Self.fault(files)?.problem.contains("not the one of") == true)
            files.key = good.certificate
            #expect(Self.fault(files)?.problem.contains("no private key") == true)
            files = good
            files.authorities = good.key
            #expect(Self.fault(files)?.file == files.authorities)
            for (name, word) in [
                ("old", "expired"), ("early", "not valid yet"), ("nobody", "names no role"),
                ("other", "node 2"),
            ] {
                let fault = Self.fault(Self.files(directory, name))
                #expect(fault?.file == Self.files(directory, name).certificate, "\(name)")
                #expect(fault?.problem.contains(word) == true, "\(name): \(fault as Any)")
            }
        }
    }

    @Test("changed files are read again once, and broken ones change nothing")
    func reloading() async throws {
        try await TestDirectory.run { directory in
            let authority = try TestAuthority(in: directory)
            try authority.issue("node", uris: ["roomkeeper://any/peer/any"], until: 600)
            let credentials = try TLSCredentials(Self.files(directory), own: Self.own)
            #expect(try !credentials.reloadIfChanged())

            try authority.issue("node", uris: ["roomkeeper://any/peer/1"], until: 1200)
            #expect(try credentials.reloadIfChanged())
            #expect(try !credentials.reloadIfChanged())
            #expect(credentials.identity.description == "peer/1")
            #expect(credentials.secondsLeft > 1000)

            // A certificate of another node would lock this one out.
            try authority.issue("node", uris: ["roomkeeper://any/peer/2"])
            #expect(throws: TLSFileFault.self) { try credentials.reloadIfChanged() }
            #expect(credentials.identity.description == "peer/1")
            // It is told once, until the files change again.
            #expect(try !credentials.reloadIfChanged())
            #expect(credentials.reloads == (1, 1))
        }
    }
}
