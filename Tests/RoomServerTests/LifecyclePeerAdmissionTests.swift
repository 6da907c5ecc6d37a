import PeerTransport
import Raft
import RoomReplica
import RoomServer
import Synchronization
import Testing

@Suite struct LifecyclePeerAdmissionTests {
    /// A log that only keeps bindings, or fails to.
    private final class Pins: LogStorage {
        let all = Mutex<[NodeID: StoreID]>([:])
        let fails: Bool

        init(fails: Bool = false) {
            self.fails = fails
        }

        func pin(_ node: NodeID, to store: StoreID) throws(LogStorageError) {
            if self.fails { throw .io("no sync") }
            self.all.withLock { $0[node] = store }
        }

        func recover() throws(LogStorageError) -> RecoveredLog { throw .corrupt("not used") }
        func write(_ writes: [LogWrite]) throws(LogStorageError) {}
        func entries(
            from first: LogIndex, through last: LogIndex, maxBytes: Int
        ) throws(LogStorageError) -> [Entry] { [] }
        func truncatePrefix(through index: LogIndex, term: Term) throws(LogStorageError) {}
    }

    private static let membership = Membership(
        voters: [1, 2, 3].map { Member(node: NodeID($0)) })

    private static func introduction(_ node: UInt64, store: UInt64) -> PeerIntroduction {
        PeerIntroduction(node: NodeID(node), store: StoreID(store), features: 0, groupTime: 0)
    }

    private static func admission(
        _ pins: Pins, known: [NodeID: StoreID] = [:],
        didFail: @escaping @Sendable (NodeFailure) -> Void = { _ in }
    ) -> PeerAdmission {
        PeerAdmission(
            membership: Self.membership, pins: known, log: pins, didFail: didFail)
    }

    @Test func aNodeIsBoundToTheStoreItIsFirstSeenWithAndToNoOther() {
        let pins = Pins()
        let admission = Self.admission(pins)
        #expect(admission.judge(Self.introduction(2, store: 20)) == .accept)
        #expect(pins.all.withLock { $0 } == [NodeID(2): StoreID(20)])
        // The same directory again, then a wiped one.
        #expect(admission.judge(Self.introduction(2, store: 20)) == .accept)
        #expect(
            admission.judge(Self.introduction(2, store: 21))
                == .refuse(
                    .wrongStore(node: NodeID(2), pinned: StoreID(20), presented: StoreID(21))))
        #expect(pins.all.withLock { $0 } == [NodeID(2): StoreID(20)])
    }

    @Test func aBindingOfAnEarlierRunCountsAndSoDoesTheMembershipsOwn() {
        let pins = Pins()
        let admission = Self.admission(pins, known: [NodeID(3): StoreID(30)])
        #expect(admission.judge(Self.introduction(3, store: 30)) == .accept)
        #expect(admission.judge(Self.introduction(3, store: 31)) != .accept)
        var logged = Self.membership
        logged.members[1].store = StoreID(22)
        admission.adopt(logged)
        #expect(admission.judge(Self.introduction(2, store: 22)) == .accept)
        #expect(admission.judge(Self.introduction(2, store: 20)) != .accept)
        // Only whom the log names was met for the first time: its entry may yet be dropped.
        #expect(pins.all.withLock { $0 } == [NodeID(2): StoreID(22)])
    }

    @Test func removedNodesAreRefusedAndNotRemembered() {
        let pins = Pins()
        let admission = Self.admission(pins)
        var membership = Membership(voters: [Member(node: NodeID(1))])
        membership.removed = [NodeID(2)]
        admission.adopt(membership)
        #expect(
            admission.judge(Self.introduction(2, store: 20))
                == .refuse(.notMember(node: NodeID(2))))
        #expect(pins.all.withLock { $0 }.isEmpty)
    }

    @Test func whoJoinedWhileThisNodeWasAwayIsBoundLikeAnyone() {
        let pins = Pins()
        let admission = Self.admission(pins)
        #expect(admission.judge(Self.introduction(9, store: 90)) == .accept)
        #expect(admission.judge(Self.introduction(9, store: 91)) != .accept)
        #expect(pins.all.withLock { $0 } == [NodeID(9): StoreID(90)])
    }

    @Test func aNodeIsNotAcceptedWhenItsBindingCouldNotBeMadeDurable() {
        let failures = Mutex<[String]>([])
        let keep: @Sendable (NodeFailure) -> Void = { failure in
            failures.withLock { $0.append(failure.description) }
        }
        let admission = Self.admission(Pins(fails: true), didFail: keep)
        #expect(admission.judge(Self.introduction(2, store: 20)) != .accept)
        #expect(
            failures.withLock { $0 } == [
                "node 2 could not be bound to its store: log storage: no sync"
            ])
    }
}
