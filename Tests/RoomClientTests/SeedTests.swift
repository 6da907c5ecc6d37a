import RoomClient
import Testing

/// One name may stand for a whole cluster.
struct SeedTests {
    @Test func aNameIsReplacedByItsAddresses() async throws {
        let endpoints = try await RoomClient.endpoints(
            resolving: ["a:1", "dns:localhost:7401", "dns:localhost:7401", "dns:127.0.0.1:7401"])
        #expect(endpoints.first == "a:1")
        #expect(endpoints.contains("127.0.0.1:7401"))
        #expect(Set(endpoints).isSubset(of: ["a:1", "127.0.0.1:7401", "[::1]:7401"]))
        #expect(Set(endpoints).count == endpoints.count)
    }

    @Test(arguments: ["dns:", "dns:name", "dns:name:0", "dns::7401", "dns:nobody.invalid:7401"])
    func aSeedThatLeadsNowhereIsRefusedWithItsText(_ seed: String) async {
        await #expect {
            try await RoomClient.endpoints(resolving: [seed])
        } throws: { error in
            (error as? RoomClientError)?.reason == RoomClientError.Reason.invalidEndpoint
        }
    }
}
