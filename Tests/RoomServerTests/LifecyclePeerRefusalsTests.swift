import PeerTransport
import Raft
import RoomServer
import Testing

@Suite struct LifecyclePeerRefusalsTests {
    private static let wiped = PeerRefusal.wrongStore(
        node: NodeID(3), pinned: StoreID(7), presented: StoreID(8))

    @Test func whoRefusesThisNodeAndWhyIsToldUntilItIsTakenAgain() {
        // Nodes 1 and 2 refuse; a line of the log is worth only what is new.
        let refusals = PeerRefusals()
        #expect(refusals.reason == nil)
        let refused = PeerLinkEvent.failed(.refusedByPeer(Self.wiped))
        #expect(refusals.note(NodeID(2), refused) == .refused(Self.wiped))
        #expect(refusals.note(NodeID(2), refused) == nil)
        #expect(refusals.reason == "node 2 refuses this node (wrong_store): \(Self.wiped.sentence)")
        #expect(refusals.note(NodeID(1), refused) == .refused(Self.wiped))
        #expect(
            refusals.reason
                == "nodes 1 and 2 refuse this node (wrong_store): \(Self.wiped.sentence)")

        #expect(refusals.note(NodeID(1), .connected) == .accepted)
        #expect(refusals.note(NodeID(1), .connected) == nil)
        #expect(refusals.note(NodeID(2), .connected) == .accepted)
        #expect(refusals.reason == nil)
    }

    @Test func aPeerThatIsAwayThinksAsBefore() {
        let refusals = PeerRefusals()
        let later = PeerRefusal(code: .notReady, sentence: "this node is stopping")
        for event: PeerLinkEvent in [
            .refused, .broken(.disconnected), .failed(.disconnected),
            .failed(.refusedByPeer(later)), .failed(.refusedPeer(Self.wiped)),
        ] {
            #expect(refusals.note(NodeID(1), event) == nil, "\(event)")
        }
        #expect(refusals.reason == nil)
        _ = refusals.note(NodeID(1), .failed(.refusedByPeer(Self.wiped)))
        #expect(refusals.note(NodeID(1), .refused) == nil)
        #expect(refusals.note(NodeID(1), .failed(.refusedByPeer(later))) == nil)
        #expect(refusals.reason?.contains("wrong_store") == true)
    }

    @Test func whatARemovedMemberSaidIsForgotten() {
        let refusals = PeerRefusals()
        _ = refusals.note(NodeID(1), .failed(.refusedByPeer(Self.wiped)))
        refusals.adopt(Membership(voters: [1, 3].map { Member(node: NodeID($0)) }))
        #expect(refusals.reason != nil)
        refusals.adopt(Membership(voters: [2, 3].map { Member(node: NodeID($0)) }))
        #expect(refusals.reason == nil)
    }
}
