import GRPCCalls
import GRPCCore
import RoomMapping
import RoomProtocol
import RoomServer
import RoomState
import SwiftProtobuf
import TestCertificates
import Testing
import TransportSecurity

/// Every door lets in the same callers and no others, and each may do what its role may.
@Suite struct SecureDoorsTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        /// The certificate's URIs; `nil` for no certificate at all.
        var uris: [String]? = []
        var isExpired = false
        var isOfOtherAuthority = false
        /// Why it is refused; `nil` when it is let in.
        let refusal: CertificateFault.Code?

        var testDescription: String { self.name }
    }

    static let cases = [
        Case(name: "client", uris: ["roomkeeper://any/client/shop"], refusal: nil),
        Case(name: "operator", uris: ["roomkeeper://any/operator/anna"], refusal: nil),
        Case(
            name: "of this cluster",
            uris: ["roomkeeper://\(SecureDoorsFixture.cluster)/client/shop"], refusal: nil),
        Case(name: "peer", uris: ["roomkeeper://any/peer/7"], refusal: .roleNotAllowed),
        Case(name: "absent", uris: [], refusal: .noRole),
        Case(name: "empty", uris: ["roomkeeper://any//a"], refusal: .malformedRole),
        Case(
            name: "doubled",
            uris: ["roomkeeper://any/client/a", "roomkeeper://any/operator/a"],
            refusal: .severalRoles),
        Case(name: "unknown", uris: ["roomkeeper://any/root/a"], refusal: .unknownRole),
        Case(
            name: "of another cluster", uris: ["roomkeeper://ffffffffffffffff/client/a"],
            refusal: .otherCluster),
        Case(
            name: "expired", uris: ["roomkeeper://any/client/shop"], isExpired: true,
            refusal: .notTrusted),
        Case(
            name: "of another authority", uris: ["roomkeeper://any/client/shop"],
            isOfOtherAuthority: true, refusal: .notTrusted),
        Case(name: "none", uris: nil, refusal: .noCertificate),
    ]

    @Test(
        "each door takes clients and operators of this cluster, and nobody else", arguments: cases)
    func admission(of sample: Case) async throws {
        try await SecureDoorsFixture.run { doors in
            if let uris = sample.uris {
                let authority =
                    sample.isOfOtherAuthority
                    ? try TestAuthority(in: doors.directory, name: "other") : doors.authority
                try authority.issue(
                    "caller", uris: uris, validFrom: -600, until: sample.isExpired ? -60 : 600)
            }
            let context = try doors.context(sample.uris == nil ? nil : "caller")

            let http = try await SecureProbe.answer(
                to: SecureProbe.http1, port: doors.httpPort, context)
            #expect((http != nil) == (sample.refusal == nil))
            let grpc = try await SecureProbe.answer(
                to: SecureProbe.http2, port: doors.grpcPort, context)
            #expect((grpc != nil) == (sample.refusal == nil))

            let native = try await NativeDoorClient(port: doors.native.port, security: context)
            try? await native.send(.hello())
            let reply = await native.next()
            switch sample.refusal {
            case nil:
                #expect(reply?.hello.protocolVersion == 1)
            case .noCertificate, .notTrusted:
                #expect(reply == nil)
            default:
                // Whose certificate is trusted is told why its role is not.
                let error = try #require(reply?.error)
                #expect(error.reason == "CERTIFICATE_REFUSED")
                #expect(error.metadata["code"] == sample.refusal?.rawValue)
                #expect(error.outcome == .notApplied)
            }

            // A door may still be about to count what its caller has noticed already.
            try await Soon.holds("every door has counted") {
                doors.refusals.counts().count == (sample.refusal == nil ? 0 : 3)
            }
            let counts = doors.refusals.counts()
            #expect(Set(counts.map(\.key.code)) == Set([sample.refusal].compactMap(\.self)))
            #expect(counts.allSatisfy { $0.count == 1 })
        }
    }

    @Test("a client may not change the cluster, an operator may")
    func clusterIsForOperators() async throws {
        try await SecureDoorsFixture.run { doors in
            try doors.authority.issue("shop", uris: ["roomkeeper://any/client/shop"])
            try doors.authority.issue("anna", uris: ["roomkeeper://any/operator/anna"])
            let change = Roomkeeper_V1_ClientEnvelope.with {
                $0.id = 5
                $0.changeMembership.steps = [.with { $0.promote = 4 }]
            }

            let shop = try await NativeDoorClient(
                port: doors.native.port, security: try doors.context("shop"))
            try await shop.send(.hello(), change)
            _ = await shop.next()
            let refused = await shop.next()
            #expect(refused?.id == 5)
            #expect(refused?.error.reason == "PERMISSION_DENIED")
            #expect(refused?.error.status == .permissionDenied)
            #expect(refused?.error.outcome == .notApplied)
            #expect(refused?.error.metadata == ["role": "client", "allowed": "operator"])
            #expect(doors.replica.membershipChanges.isEmpty)

            // A session of gRPC carries the same envelopes, and the same table.
            let overGRPC = try await doors.withGRPC("shop") { calls in
                try await calls.session { writer in
                    try await writer.write(change)
                } reading: { answers in
                    for try await answer in answers { return answer.error.reason }
                    return ""
                }
            }
            #expect(overGRPC == "PERMISSION_DENIED")
            #expect(doors.replica.membershipChanges.isEmpty)

            let anna = try await NativeDoorClient(
                port: doors.native.port, security: try doors.context("anna"))
            try await anna.send(.hello(), change)
            _ = await anna.next()
            _ = await anna.next()
            #expect(doors.replica.membershipChanges.count == 1)
        }
    }

    @Test("a request is remembered for its caller, on every door and beyond a renewal")
    func callersAreTheirNames() async throws {
        try await SecureDoorsFixture.run { doors in
            try doors.authority.issue("shop", uris: ["roomkeeper://any/client/shop"])
            try doors.authority.issue("other", uris: ["roomkeeper://any/client/other"])
            var create = Roomkeeper_V1_MutateRequest.mutation(of: "", [.create(.room(of: "ana"))])
            create.requestID = "once"
            create.notAfter = Google_Protobuf_Timestamp(
                FakeReplica.startTime.advanced(bySeconds: 60))
            let request = create

            let first: Roomkeeper_V1_MutateResponse = try await doors.withGRPC("shop") {
                try await $0.call("Mutate", request)
            }
            #expect(!first.replayed)
            // The same service with a new certificate and a new key, on another door.
            try doors.authority.issue("shop", uris: ["roomkeeper://any/client/shop"])
            let native = try await NativeDoorClient(
                port: doors.native.port, security: try doors.context("shop"))
            try await native.send(.hello(), .mutate(2, request))
            _ = await native.next()
            let again = await native.next()
            #expect(again?.mutate.replayed == true)
            #expect(again?.mutate.roomID == first.roomID)

            // The same id of another service is another request, which is judged anew.
            let other = try await doors.withGRPC("other") { calls in
                try await CallRefusal.of {
                    try await calls.call("Mutate", request) as Roomkeeper_V1_MutateResponse
                }
            }
            #expect(other.reason == "HOST_ALREADY_LIVE")
        }
    }
}
