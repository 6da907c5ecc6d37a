import PeerTransport
import Raft
import RoomServer
import Testing

@Suite struct LifecyclePeerOutagesTests {
    private static let silent = PeerLinkError.handshakeTimedOut(awaiting: "the hello")

    @Test func anOutageIsToldOnceForEachWayInWhichItShows() {
        let outages = PeerOutages()
        let refused = PeerOutages.News.unreachable(reason: "nobody listens at its address")
        #expect(outages.note(NodeID(2), .refused) == refused)
        #expect(outages.note(NodeID(3), .refused) == refused)
        let later = PeerOutages.News.unreachable(reason: Self.silent.description)
        #expect(outages.note(NodeID(2), .failed(Self.silent)) == later)
        // A machine that goes up and down shows both in turns.
        for event: PeerLinkEvent in [.refused, .failed(Self.silent), .refused] {
            #expect(outages.note(NodeID(2), event) == nil)
        }
        #expect(outages.note(NodeID(2), .connected) == .reached)
        #expect(outages.note(NodeID(2), .connected) == nil)
        #expect(outages.note(NodeID(2), .refused) == refused)
    }

    @Test func whatIsNoOutageIsNotTold() {
        let outages = PeerOutages()
        let refusal = PeerRefusal(code: .notReady, sentence: "this node is stopping")
        for event: PeerLinkEvent in [
            .connected, .broken(.disconnected), .failed(.refusedByPeer(refusal)),
            .failed(.stopped), .failed(.endpointChanged),
        ] {
            #expect(outages.note(NodeID(1), event) == nil, "\(event)")
        }
    }

    @Test func aRemovedMemberIsForgotten() {
        let outages = PeerOutages()
        _ = outages.note(NodeID(1), .refused)
        outages.adopt(Membership(voters: [2, 3].map { Member(node: NodeID($0)) }))
        #expect(outages.note(NodeID(1), .connected) == nil)
        // Its process is stopped afterwards, as it should be.
        #expect(outages.note(NodeID(1), .refused) == nil)
        #expect(outages.note(NodeID(2), .refused) != nil)
    }
}
