import ByteCoding
import PeerTransport
import Raft
import Testing

/// The bodies of handshake frames.
struct HandshakeCodingTests {
    @Test func theBytesOfAHelloAreThoseOfTheDocumentation() {
        let hello = PeerHello(
            versions: 1...3,
            sender: PeerIdentity(cluster: ClusterID(0xa1), node: NodeID(2), store: StoreID(0xb2)),
            meant: NodeID(3), features: 4, groupTime: 5,
            endpoint: PeerEndpoint(host: "n2", port: 74))
        var expected: [UInt8] = Array("RKPL".utf8) + [0, 3, 0, 1]
        for value: UInt8 in [0xa1, 2, 3, 0xb2, 4, 5] {
            expected += [0, 0, 0, 0, 0, 0, 0, value]
        }
        #expect(expected.count == PeerHello.fixedBytes)
        expected += [5] + Array("n2:74".utf8)
        #expect(hello.encoded() == expected)
    }

    @Test func everyHandshakeBodyReadsBackAsItWasWritten() throws {
        let hello = Samples.hello(from: 2, to: 3)
        #expect(try PeerHello(decoding: hello.encoded()) == hello)
        let accept = Samples.accept(by: 3)
        #expect(try PeerAccept(decoding: accept.encoded()) == accept)
        #expect(accept.encoded().count == PeerAccept.bytes)
        let refusal = PeerRefusal.wrongStore(
            node: NodeID(2), pinned: StoreID(1), presented: StoreID(2))
        #expect(try PeerRefusal(decoding: refusal.encoded()) == refusal)
    }

    @Test func everyShorterOrLongerBodyIsRefused() {
        let hello = Samples.hello(from: 2, to: 3).encoded()
        for count in 0..<hello.count {
            #expect(throws: PeerLinkError.self) { try PeerHello(decoding: Array(hello[..<count])) }
        }
        #expect(throws: PeerLinkError.self) { try PeerHello(decoding: hello + [0]) }
        let accept = Samples.accept(by: 3).encoded()
        for count in 0..<accept.count {
            #expect(throws: DecodingFailure.self) {
                try PeerAccept(decoding: Array(accept[..<count]))
            }
        }
        #expect(throws: DecodingFailure.self) { try PeerAccept(decoding: accept + [0]) }
    }

    @Test func aHelloOfANewerVersionMayBeLonger() throws {
        // The frozen part is read, so that a newer node can be refused, or served, in words.
        var hello = Samples.hello(from: 2, to: 3)
        hello.versions = 1...9
        #expect(try PeerHello(decoding: hello.encoded() + [1, 2, 3]) == hello)
    }

    @Test func aHelloWithoutAnEndpointThatCanBeDialledIsRefused() {
        var hello = Samples.hello(from: 2, to: 3)
        for endpoint in [
            PeerEndpoint(host: "n2", port: 0), PeerEndpoint(host: "", port: 1),
            PeerEndpoint(host: "a b", port: 1),
            PeerEndpoint(host: String(repeating: "n", count: 300), port: 1),
        ] {
            hello.endpoint = endpoint
            #expect(throws: PeerLinkError.self, "\(endpoint)") {
                try PeerHello(decoding: hello.encoded())
            }
        }
    }

    @Test func idsThatWereNeverMintedAreRefused() {
        var hello = Samples.hello(from: 2, to: 3)
        hello.sender.store = StoreID(0)
        #expect(throws: PeerLinkError.self) { try PeerHello(decoding: hello.encoded()) }
        hello = Samples.hello(from: 0, to: 3)
        #expect(throws: PeerLinkError.self) { try PeerHello(decoding: hello.encoded()) }
        hello = Samples.hello(from: 2, to: 0)
        #expect(throws: PeerLinkError.self) { try PeerHello(decoding: hello.encoded()) }
    }

    @Test func aLongSentenceIsCutAtACharacterAndHasNoLineBreaks() throws {
        let refusal = PeerRefusal(
            code: .notReady, sentence: "line\nbreak " + String(repeating: "ä", count: 600))
        let read = try PeerRefusal(decoding: refusal.encoded())
        #expect(read.sentence.hasPrefix("line break ä"))
        #expect(read.sentence.utf8.count <= 512)
        #expect(read.sentence.utf8.count > 508)
        #expect(read.sentence.last == "ä")
    }

    @Test func aSentenceWithControlCharactersIsNotTaken() {
        // It would end in the log of the reader, where it could forge a line.
        var writer = ByteWriter()
        writer.writeUInt16(7)
        writer.writeString("no\u{1b}[2J\nlevel=info")
        #expect(throws: DecodingFailure.self) { try PeerRefusal(decoding: writer.bytes) }
    }

    @Test func aCodeOfANewerPeerKeepsItsSentence() throws {
        let refusal = PeerRefusal(code: PeerRefusalCode(rawValue: 999), sentence: "new reason")
        let read = try PeerRefusal(decoding: refusal.encoded())
        #expect(read == refusal)
        #expect(read.description == "code_999: new reason")
    }

    @Test func theGroupIsZeroOnLinkFramesAndNotOnPayloads() {
        let ping = Frame(kind: .ping, group: GroupID(1), body: [0, 0, 0, 0, 0, 0, 0, 1])
        #expect(throws: PeerLinkError.self) { try PeerMessage(ping) }
        let payload = Frame(kind: .payload, group: GroupID(0), body: [1])
        #expect(throws: PeerLinkError.self) { try PeerMessage(payload) }
    }
}
