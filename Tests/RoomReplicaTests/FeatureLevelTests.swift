import ByteCoding
import MemoryState
import Raft
import RoomReplica
import RoomState
import Testing

@Suite("Feature levels")
struct FeatureLevelTests {
    @Test("What two nodes have in common is the lower of their levels")
    func featuresOfLinks() throws {
        let all = try (1...17).map { try #require(FeatureLevel($0)) }
        for left in all {
            for right in all {
                #expect(
                    FeatureLevel(features: left.features & right.features) == min(left, right))
            }
        }
        // A release without levels sets no bit; bits above belong to other abilities.
        #expect(FeatureLevel(features: 0) == .first)
        #expect(FeatureLevel(features: ~0).rawValue == 17)
        #expect(FeatureLevel(features: 0b101) == .logged)
        #expect(FeatureLevel(0) == nil)
        #expect(FeatureLevel(18) == nil)
    }

    @Test("A leader raises the level once all members understand it, and all nodes reach it")
    func raisedByLeader() throws {
        let cluster = try Self.cluster(where: { _, _ in .newest })
        try cluster.tick(3)
        for node in cluster.nodes {
            #expect(node.status.featureLevel == .newest)
            #expect(node.raisedLevels == [.newest], "it is raised once")
        }
        #expect(Set(cluster.nodes.map(\.status.stateDigest)).count == 1)
    }

    @Test("One member that understands less, or has not said, holds the level")
    func heldByOneMember() throws {
        let cluster = try Self.cluster(where: { _, other in other == 3 ? .first : .newest })
        let leader = try #require(cluster.leader)
        if leader.id == NodeID(3) { try cluster.moveLeadership(to: 1) }
        try cluster.tick(5)
        #expect(cluster.nodes.allSatisfy { $0.status.featureLevel == .first })
        #expect(cluster.nodes.allSatisfy { $0.raisedLevels.isEmpty })

        let silent = try TestReplicaCluster(3)
        try silent.waitForLeader()
        try silent.tick(5)
        #expect(silent.nodes.allSatisfy { $0.status.featureLevel == .first })
    }

    @Test("A node of an older release holds the level while it leads, and gives it up restarted")
    func heldByOlderLeader() throws {
        let cluster = try TestReplicaCluster(1)
        cluster[1].understood = .first
        try cluster[1].restart()
        try cluster.waitForLeader()
        try cluster.tick(5)
        #expect(cluster[1].status.featureLevel == .first)

        cluster[1].understood = .newest
        try cluster[1].restart()
        try cluster.waitForLeader()
        try cluster.tick(3)
        #expect(cluster[1].status.featureLevel == .newest)
        #expect(cluster[1].marks.contains(.raisedLevel))
    }

    @Test("A node that understands less does not open a state that has reached a level")
    func olderReleaseRefusesState() throws {
        let cluster = try TestReplicaCluster(1)
        try cluster.waitForLeader()
        try cluster.tick(3)
        #expect(cluster[1].status.featureLevel == .logged)
        try cluster[1].storeRooms()
        cluster[1].understood = .first
        #expect(throws: ApplyFailure.levelNotUnderstood(.logged, understood: .first)) {
            try cluster[1].restart()
        }
    }

    @Test("A node that understands less stops at the entry that raises the level")
    func olderReleaseStopsAtEntry() throws {
        var applier = try RoomApplier(
            group: .first, reader: MemoryState(), understood: .first)
        let payload = CommandPayload(groupTime: .zero, content: .raiseLevel(.logged))
        let entry = Entry(
            index: LogIndex(1), term: Term(1), kind: .command, payload: payload.encoded())
        #expect(throws: ApplyFailure.levelNotUnderstood(.logged, understood: .first)) {
            _ = try applier.apply([entry])
        }
        #expect(applier.applied == .initial, "nothing of the entry was applied")
    }

    @Test("A level never goes down, and the digest tells one from the other")
    func neverDown() throws {
        let third = try #require(FeatureLevel(3))
        var applier = try RoomApplier(
            group: .first, reader: MemoryState(), understood: third)
        var digests: [StableHash] = [applier.applied.digest]
        for (index, level) in [third, .logged, third].enumerated() {
            let payload = CommandPayload(groupTime: .zero, content: .raiseLevel(level))
            let result = try applier.apply([
                Entry(
                    index: LogIndex(UInt64(index) + 1), term: Term(1), kind: .command,
                    payload: payload.encoded())
            ])
            #expect(result.applied.featureLevel == third)
            digests.append(result.applied.digest)
        }
        #expect(Set(digests).count == digests.count)
    }

    @Test("The record of level 1 is the record that releases without levels wrote")
    func recordOfFirstLevel() throws {
        var state = AppliedState(
            index: LogIndex(7), term: Term(2), groupTime: GroupTime(milliseconds: 5),
            digest: StableHash(high: 1, low: 2))
        let first = state.encoded()
        #expect(first[0] == 1)
        #expect(try AppliedState(decoding: first) == state)
        state.featureLevel = .logged
        let raised = state.encoded()
        #expect(raised == [2] + first.dropFirst() + [2])
        #expect(try AppliedState(decoding: raised) == state)
        for damaged: [UInt8] in [
            [3] + first.dropFirst(), [2] + first.dropFirst() + [1],
            [2] + first.dropFirst() + [18], [2] + first.dropFirst(), first + [2],
        ] {
            #expect(throws: DecodingFailure.self) { _ = try AppliedState(decoding: damaged) }
        }
    }

    /// A cluster of three whose nodes were told of each other, and that has a leader.
    private static func cluster(
        where level: (_ node: UInt64, _ other: UInt64) -> FeatureLevel
    ) throws -> TestReplicaCluster {
        let cluster = try TestReplicaCluster(3)
        for node in 1...3 as ClosedRange<UInt64> {
            for other in 1...3 as ClosedRange<UInt64> where other != node {
                cluster[node].hears(level(node, other), of: NodeID(other))
            }
        }
        try cluster.waitForLeader()
        return cluster
    }
}

extension TestReplica {
    /// All that its log says of levels.
    fileprivate var raisedLevels: [FeatureLevel] {
        self.entries.compactMap { CommandPayload.raisedLevel(in: $0) }
    }
}

extension TestReplicaCluster {
    fileprivate func moveLeadership(to node: UInt64) throws {
        self.leader?.transferLeadership(to: NodeID(node))
        try self.settle()
        try self.waitForLeader()
    }
}
