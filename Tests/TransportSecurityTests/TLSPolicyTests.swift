import Testing
import TransportSecurity

/// Who is not named by a policy is not welcome.
struct TLSPolicyTests {
    private static func fault(
        _ policy: TLSPolicy, _ uri: String
    ) throws -> CertificateFault.Code? {
        let identity = try CertificateIdentity(uris: [uri])
        do throws(CertificateFault) {
            try policy.judge(identity)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("only the roles of a port are taken there")
    func roles() throws {
        let own = "00112233aabbccdd"
        let peers = TLSPolicy(roles: [.peer], cluster: own)
        let doors = TLSPolicy(roles: [.client, .operator], cluster: own)
        for role in CertificateRole.allCases {
            let uri = "roomkeeper://any/\(role.rawValue)/1"
            #expect(try Self.fault(peers, uri) == (role == .peer ? nil : .roleNotAllowed))
            #expect(try Self.fault(doors, uri) == (role == .peer ? .roleNotAllowed : nil))
            #expect(try Self.fault(TLSPolicy(roles: []), uri) == .roleNotAllowed)
        }
    }

    @Test("a certificate of another cluster is not taken, one for any is")
    func clusters() throws {
        let policy = TLSPolicy(roles: [.client], cluster: "00112233aabbccdd")
        #expect(try Self.fault(policy, "roomkeeper://00112233aabbccdd/client/a") == nil)
        #expect(try Self.fault(policy, "roomkeeper://any/client/a") == nil)
        #expect(
            try Self.fault(policy, "roomkeeper://ffffffffffffffff/client/a") == .otherCluster)
    }

    @Test("a certificate of another node is not taken, one for any is")
    func nodes() throws {
        let policy = TLSPolicy(roles: [.peer], node: 2)
        #expect(try Self.fault(policy, "roomkeeper://any/peer/2") == nil)
        #expect(try Self.fault(policy, "roomkeeper://any/peer/any") == nil)
        #expect(try Self.fault(policy, "roomkeeper://any/peer/3") == .otherNode)
    }
}
