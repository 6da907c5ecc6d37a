import RoomProtocol
import RoomServer
import Testing
import TransportSecurity

/// The table of permissions, line by line.
@Suite struct AccessTests {
    @Test(
        "what changes the cluster is an operator's, everything else a client's too",
        arguments: GatewayRequest.allCases)
    func table(request: GatewayRequest) throws {
        let isForOperators = [
            .transferLeadership, .changeMembership, .beginBackup, .readBackup, .endBackup,
        ].contains(request)
        for role in CertificateRole.allCases {
            let caller = Caller(
                try CertificateIdentity(uris: ["roomkeeper://any/\(role.rawValue)/1"]))
            let isAllowed =
                switch role {
                case .peer: false
                case .client: !isForOperators
                case .operator: true
                }
            let refusal = caller.refusal(of: request.access)
            #expect((refusal == nil) == isAllowed, "\(role)")
            if let refusal {
                #expect(refusal.reason == "PERMISSION_DENIED")
                #expect(refusal.outcome == .notApplied)
            }
        }
        // Without TLS nobody is known, and everyone may do everything.
        #expect(Caller.insecure.refusal(of: request.access) == nil)
    }

    @Test("a caller is read from its own name only")
    func names() {
        #expect(Caller(named: "client/shop")?.name == "client/shop")
        #expect(Caller(named: "insecure") == nil)
        #expect(Caller(named: "") == nil)
        #expect(Caller(named: "root/a") == nil)
    }
}
