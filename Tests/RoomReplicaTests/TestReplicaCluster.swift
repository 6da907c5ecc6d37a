import Raft
import RoomReplica
import RoomState

/// A few `TestReplica`s. Every frame passes through its encoding.
final class TestReplicaCluster {
    let nodes: [TestReplica]
    private let coding = ReplicaFrameCoding(cluster: ClusterID(1), group: .first)
    var isolated: Set<UInt64> = []

    init(_ count: Int) throws {
        let ids = (1...count).map { NodeID(UInt64($0)) }
        self.nodes = try ids.map { try TestReplica(id: $0, members: ids) }
    }

    subscript(_ id: UInt64) -> TestReplica { self.nodes[Int(id) - 1] }

    var leader: TestReplica? {
        self.nodes.first { $0.isUp && $0.status.raft.role == .leader }
    }

    var followers: [TestReplica] {
        self.nodes.filter { $0.isUp && $0.status.raft.role == .follower }
    }

    /// Turns and delivers until nothing happens any more.
    func settle() throws {
        for _ in 0..<10_000 {
            var isQuiet = true
            for node in self.nodes where node.isUp {
                for outgoing in try node.turn() {
                    isQuiet = false
                    try self.deliver(outgoing, from: node.id)
                }
            }
            if isQuiet { return }
        }
        fatalError("the cluster did not settle")
    }

    func tick(_ times: Int = 1) throws {
        for _ in 0..<times {
            for node in self.nodes where node.isUp { node.tick() }
            try self.settle()
        }
    }

    /// Ticks until there is a leader that everyone who is up follows.
    func waitForLeader() throws {
        for _ in 0..<200 {
            if let leader = self.leader,
                self.nodes.allSatisfy({
                    !$0.isUp || self.isolated.contains($0.id.rawValue)
                        || $0.status.raft.leader == leader.id
                })
            {
                return
            }
            try self.tick()
        }
        fatalError("no leader was elected")
    }

    private func deliver(_ outgoing: ReplicaReady.Outgoing, from node: NodeID) throws {
        let target = self[outgoing.node.rawValue]
        guard target.isUp, !self.isolated.contains(node.rawValue),
            !self.isolated.contains(outgoing.node.rawValue)
        else { return }
        for payload in self.coding.encode(outgoing.frame) {
            target.receive(try self.coding.decode(payload), from: node)
        }
    }
}
