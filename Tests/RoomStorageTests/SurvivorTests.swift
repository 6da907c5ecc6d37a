import ByteCoding
import Glibc
import Raft
import RoomReplica
import RoomState
import RoomStorage
import Testing

@Suite struct SurvivorTests {
    private let directory = TemporaryDirectory()
    private var old: String { "\(self.directory.path)/old" }
    private var new: String { "\(self.directory.path)/new" }

    private static let failpoints = Failpoint.allCases.filter { $0.name.contains("-format-") }
    private static let commit = Failpoint(.after, .formatIdentityRename)
    private static let identity = StoreIdentity(
        cluster: ClusterID(0xfeed), node: Fixtures.identity.node, store: StoreID(0x99))
    private static let member = Member(
        node: Fixtures.identity.node, peerEndpoint: "127.0.0.1:9000")
    private static let applied = AppliedState(
        index: LogIndex(6), term: Term(2), groupTime: .zero, digest: StableHash(of: [9]))

    /// The log of node 1: entries 1 to 12 of the terms 1 to 3, a learner since 9, the rooms flushed
    /// as of 6, a vote in term 4.
    private static func makeSurvivor(at path: String) throws {
        try Fixtures.format(path)
        let directory = try Fixtures.open(path)
        let change = Entry(
            index: LogIndex(9), term: Term(3), kind: .membership,
            payload: Fixtures.membership(learner: 7).encodedPayload())
        try directory.log.write([
            Fixtures.write(Fixtures.entries(1...4, term: 1), term: 1),
            Fixtures.write(Fixtures.entries(5...8, term: 2), term: 2),
            Fixtures.write(
                [change] + Fixtures.entries(10...12, term: 3), term: 4, vote: 2, commit: 8),
        ])
        try directory.log.pin(NodeID(2), to: StoreID(0x22))
        try directory.state.write([
            StateChange(key: StateKey.applied, value: Self.applied.encoded()),
            StateChange(key: [1, 1], value: [1, 2, 3]),
        ])
        try directory.state.flush()
    }

    private static func recover(
        _ old: String, to new: String, failpoints: Failpoints = Failpoints()
    ) throws -> LogIndex {
        try Survivor(at: old).recover(
            at: new, identity: Self.identity, member: Self.member, failpoints: failpoints)
    }

    @Test func aNewClusterHasEverythingOfTheSurvivorAndOneVoter() throws {
        try Self.makeSurvivor(at: self.old)
        do {
            let survivor = try Survivor(at: self.old)
            #expect(survivor.lastIndex == LogIndex(12) && survivor.lastTerm == Term(3))
            #expect(survivor.commitIndex == LogIndex(8))
        }
        #expect(try Self.recover(self.old, to: self.new) == LogIndex(13))
        try Self.expectRecovered(self.new)
        try Self.expectUntouched(self.old)
    }

    @Test(arguments: Self.failpoints)
    func aKillDuringRecoveryLeavesTheOldNodeOrBoth(failpoint: Failpoint) async throws {
        let (old, new) = (self.old, self.new)
        try Self.makeSurvivor(at: old)
        await #expect(processExitsWith: .signal(SIGKILL), "\(failpoint)") {
            [name = failpoint.name as String, old = old as String, new = new as String] in
            _ = try Self.recover(old, to: new, failpoints: try Failpoints(parsing: name))
        }
        let order = Failpoint.allCases
        let position = try #require(order.firstIndex(of: failpoint))
        if position < (try #require(order.firstIndex(of: Self.commit))) {
            let error = #expect(throws: DataDirectoryError.self) { try Fixtures.open(new) }
            switch error {
            case .missing, .notFormatted: break
            default: Issue.record("after \(failpoint): \(String(describing: error))")
            }
            _ = try Self.recover(old, to: new)
        }
        try Self.expectRecovered(new)
        try Self.expectUntouched(old)
    }

    @Test func aNodeInUseOrTheSameClusterIsRefused() throws {
        try Self.makeSurvivor(at: self.old)
        do {
            let running = try Fixtures.open(self.old)
            let error = #expect(throws: DataDirectoryError.self) {
                try Self.recover(self.old, to: self.new)
            }
            guard case .locked = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            withExtendedLifetime(running) {}
        }
        #expect(throws: DataDirectoryError.self) {
            try Survivor(at: self.old).recover(
                at: self.new, identity: Fixtures.identity, member: Self.member)
        }
        #expect(TestFile.names(in: self.directory.path) == ["old"])
    }

    private static func expectRecovered(_ path: String) throws {
        let opened = try Fixtures.open(path)
        let log = try opened.log.recover()
        #expect(log.identity == Self.identity && opened.identity == Self.identity)
        // A term in which nobody has voted yet, beyond all that the old cluster knew.
        #expect(log.hardState.term == Term(5) && log.hardState.votedFor == nil)
        #expect(log.summary.truncatedIndex == LogIndex(6))
        #expect(log.summary.lastIndex == LogIndex(13))
        #expect(log.acknowledgements.isEmpty && log.pins.isEmpty)
        let entries = try opened.log.allEntries()
        #expect(entries.map(\.index.rawValue) == Array(7...13))
        #expect(entries[0] == Fixtures.entry(7, term: 2))
        #expect(entries[5] == Fixtures.entry(12, term: 3))
        let newest = try #require(log.memberships.last)
        #expect(newest.index == LogIndex(13))
        #expect(newest.membership.voters == [Self.identity.node])
        #expect(newest.membership.member(Self.identity.node) == Self.member)
        // No id of the old cluster is ever given out again.
        #expect(newest.membership.removed == [2, 3, 7].map { NodeID($0) })
        #expect(log.memberships.map(\.index.rawValue) == [0, 9, 13])
        #expect(try AppliedState.recover(from: opened.state) == Self.applied)
        #expect(try opened.state.value(for: [1, 1]) == [1, 2, 3])
        #expect(TestFile.names(in: path) == ["IDENTITY", "LOCK", "ORIGIN", "log", "state-0"])
    }

    private static func expectUntouched(_ path: String) throws {
        let opened = try Fixtures.open(path)
        #expect(opened.identity == Fixtures.identity)
        let log = try opened.log.recover()
        #expect(log.hardState.term == Term(4) && log.hardState.votedFor == NodeID(2))
        #expect(log.summary.lastIndex == LogIndex(12))
        #expect(try opened.log.allEntries().count == 12)
        #expect(try opened.state.value(for: [1, 1]) == [1, 2, 3])
    }
}
