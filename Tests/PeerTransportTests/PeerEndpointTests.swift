import PeerTransport
import Testing

struct PeerEndpointTests {
    @Test(arguments: [
        ("127.0.0.1:7400", "127.0.0.1", UInt16(7400)),
        ("node-1.example.org:1", "node-1.example.org", 1),
        ("[::1]:65535", "::1", 65_535),
    ])
    func anEndpointReadsBackAsItWasWritten(text: String, host: String, port: UInt16) throws {
        let endpoint = try PeerEndpoint(parsing: text)
        #expect(endpoint == PeerEndpoint(host: host, port: port))
        #expect(endpoint.description == text)
    }

    @Test(arguments: [
        ("localhost", PeerEndpointFailure.noPort("localhost")),
        ("localhost:", .badPort("localhost:")),
        ("localhost:0", .badPort("localhost:0")),
        ("localhost:65536", .badPort("localhost:65536")),
        (":7400", .badHost(":7400")),
        ("[]:7400", .badHost("[]:7400")),
        ("a b:7400", .badHost("a b:7400")),
        ("::1:7400", .unbracketedAddress("::1:7400")),
        (String(repeating: "a", count: 260) + ":1", .tooLong(bytes: 262, limit: 261)),
    ])
    func aWrongEndpointIsRefusedInWords(text: String, failure: PeerEndpointFailure) {
        #expect(throws: failure) { try PeerEndpoint(parsing: text) }
        #expect(failure.description.contains("endpoint"))
    }
}
