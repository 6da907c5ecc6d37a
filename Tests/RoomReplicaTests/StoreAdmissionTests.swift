import Raft
import RoomReplica
import Testing

/// A node is who its directory says, as long as it is the directory that it was first seen with.
@Suite struct StoreAdmissionTests {
    private static let membership = Membership(
        voters: [Member(node: NodeID(1)), Member(node: NodeID(2), store: StoreID(20))])

    @Test func aNodeIsBoundAtTheFirstMeeting() {
        var admission = StoreAdmission(membership: Self.membership, pins: [:])
        #expect(admission.judge(NodeID(1), with: StoreID(10)) == .bind)
        // Asked again before the binding is durable, it is as new as before.
        #expect(admission.judge(NodeID(1), with: StoreID(11)) == .bind)
        admission.didBind(NodeID(1), to: StoreID(10))
        #expect(admission.judge(NodeID(1), with: StoreID(10)) == .accept)
        #expect(admission.judge(NodeID(1), with: StoreID(11)) == .refuseStore(bound: StoreID(10)))
    }

    @Test func theLogOutranksWhatThisNodeRemembers() {
        // An operator has replaced the directory of node 2, and the log says so.
        let admission = StoreAdmission(
            membership: Self.membership, pins: [NodeID(2): StoreID(19)])
        #expect(admission.judge(NodeID(2), with: StoreID(20)) == .accept)
        #expect(admission.judge(NodeID(2), with: StoreID(19)) == .refuseStore(bound: StoreID(20)))
    }

    @Test func whatTheLogSaysIsBoundToo() {
        // Its entry may be dropped before it is committed; whom this node has met, it has met.
        var admission = StoreAdmission(membership: Self.membership, pins: [:])
        #expect(admission.judge(NodeID(2), with: StoreID(19)) == .refuseStore(bound: StoreID(20)))
        #expect(admission.judge(NodeID(2), with: StoreID(20)) == .bind)
        admission.didBind(NodeID(2), to: StoreID(20))
        #expect(admission.judge(NodeID(2), with: StoreID(20)) == .accept)
        admission.membership = Membership(voters: [NodeID(1), NodeID(2)].map { Member(node: $0) })
        #expect(admission.judge(NodeID(2), with: StoreID(20)) == .accept)
        #expect(admission.judge(NodeID(2), with: StoreID(21)) == .refuseStore(bound: StoreID(20)))
    }

    @Test func whoWasRemovedIsRefusedThoughItIsBound() {
        var admission = StoreAdmission(
            membership: Self.membership, pins: [NodeID(3): StoreID(30)])
        admission.membership.removed = [NodeID(3)]
        #expect(admission.judge(NodeID(3), with: StoreID(30)) == .refuseRemoved)
    }

    @Test func whoJoinedWhileThisNodeWasAwayIsLetIn() {
        // It may lead by now, or need this node's vote.
        var admission = StoreAdmission(membership: Self.membership, pins: [:])
        #expect(admission.judge(NodeID(9), with: StoreID(90)) == .bind)
        admission.didBind(NodeID(9), to: StoreID(90))
        #expect(admission.judge(NodeID(9), with: StoreID(90)) == .accept)
        #expect(admission.judge(NodeID(9), with: StoreID(91)) == .refuseStore(bound: StoreID(90)))
    }
}
