import Testing
import TransportSecurity

/// A certificate's role is read strictly: whatever is not exactly one role of the agreed form is
/// refused, with a reason of its own.
struct CertificateIdentityTests {
    private static func fault(of uris: String...) -> CertificateFault.Code? {
        do {
            _ = try CertificateIdentity(uris: uris)
            return nil
        } catch {
            return error.code
        }
    }

    @Test(
        "a role of the agreed form is read",
        arguments: [
            ("roomkeeper://any/client/shop", "client/shop"),
            ("roomkeeper://any/operator/anna.b~c_d-e", "operator/anna.b~c_d-e"),
            ("roomkeeper://any/peer/7", "peer/7"),
            ("roomkeeper://any/peer/any", "peer/any"),
            ("roomkeeper://00112233aabbccdd/client/7", "client/7"),
        ])
    func reads(uri: String, name: String) throws {
        #expect("\(try CertificateIdentity(uris: [uri]))" == name)
    }

    @Test("the node and the cluster that a certificate names are known")
    func placesAreKnown() throws {
        let peer = try CertificateIdentity(uris: ["roomkeeper://00112233aabbccdd/peer/7"])
        #expect(peer.node == 7)
        #expect(peer.cluster == "00112233aabbccdd")
        // Only a peer is a node, whatever a client calls itself.
        #expect(try CertificateIdentity(uris: ["roomkeeper://any/client/7"]).node == nil)
        #expect(try CertificateIdentity(uris: ["roomkeeper://any/peer/any"]).node == nil)
        #expect(try CertificateIdentity(uris: ["roomkeeper://any/peer/any"]).cluster == nil)
    }

    @Test("names of other systems count for nothing")
    func othersAreIgnored() throws {
        let identity = try CertificateIdentity(
            uris: ["spiffe://example/shop", "roomkeeper://any/client/shop", "https://shop"])
        #expect(identity.role == .client)
    }

    @Test("no role is refused")
    func absent() {
        #expect(Self.fault() == .noRole)
        #expect(Self.fault(of: "spiffe://example/client") == .noRole)
    }

    @Test("two roles are refused, also when they are the same")
    func doubled() {
        #expect(
            Self.fault(of: "roomkeeper://any/client/a", "roomkeeper://any/operator/a")
                == .severalRoles)
        #expect(
            Self.fault(of: "roomkeeper://any/client/a", "roomkeeper://any/client/a")
                == .severalRoles)
        // Written otherwise it is still one of ours.
        #expect(
            Self.fault(of: "roomkeeper://any/client/a", "ROOMKEEPER:x") == .severalRoles)
    }

    @Test("a role that nobody knows is refused")
    func unknown() {
        #expect(Self.fault(of: "roomkeeper://any/admin/a") == .unknownRole)
        #expect(Self.fault(of: "roomkeeper://any/Client/a") == .unknownRole)
    }

    @Test(
        "a role of another form is refused",
        arguments: [
            "roomkeeper:", "roomkeeper://", "roomkeeper://any", "roomkeeper://any/client",
            "roomkeeper://any/client/", "roomkeeper://any//a", "roomkeeper:///client/a",
            "roomkeeper://any/client/a/b", "roomkeeper://any/client/a b",
            "roomkeeper://any/client/a?b", "roomkeeper://any/client/\u{e9}",
            "roomkeeper://ANY/client/a", "roomkeeper://00112233AABBCCDD/client/a",
            "roomkeeper://0011/client/a", "ROOMKEEPER://any/client/a",
            "roomkeeper://any/peer/0", "roomkeeper://any/peer/07", "roomkeeper://any/peer/+7",
            "roomkeeper://any/peer/a", "roomkeeper://any/peer/18446744073709551616",
            "roomkeeper://any/client/" + String(repeating: "a", count: 65),
        ])
    func malformed(uri: String) {
        #expect(Self.fault(of: uri) == .malformedRole)
    }

    @Test("a name that would forge a line of the log is not repeated as it is")
    func hostileText() {
        do {
            _ = try CertificateIdentity(uris: ["roomkeeper://any/x\nerror y/a"])
            Issue.record("it was taken")
        } catch {
            #expect(!error.description.contains("\n"))
        }
    }
}
