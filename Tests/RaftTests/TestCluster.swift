import Raft

/// A few nodes and the messages between them, moved by hand.
final class TestCluster {
    private(set) var nodes: [TestNode]
    private(set) var inFlight: [Message] = []
    /// Links on which everything is lost, as (from, to).
    var cut: Set<[UInt64]> = []

    init(_ count: Int, seed: UInt64 = 1) {
        let ids = (1...count).map { NodeID(UInt64($0)) }
        self.nodes = ids.map { TestNode(id: $0, members: ids, seed: seed) }
    }

    /// A node that was never a member; it knows those of the beginning.
    func add(_ id: UInt64) {
        let node = TestNode(id: NodeID(id), members: self.nodes[0].members)
        self.nodes.append(node)
    }

    subscript(_ id: UInt64) -> TestNode { self.nodes[Int(id) - 1] }

    var leaders: [TestNode] { self.nodes.filter { $0.isUp && $0.raft.role == .leader } }

    /// Syncs, turns and delivers until nothing happens any more.
    func settle() {
        for _ in 0..<10_000 {
            self.collect()
            let messages = self.inFlight
            self.inFlight = []
            if messages.isEmpty, self.nodes.allSatisfy({ $0.pendingWrites.isEmpty }) { return }
            for node in self.nodes where node.isUp { node.sync() }
            for message in messages { self.deliver(message) }
        }
        fatalError("the cluster did not settle")
    }

    /// One turn of every node; what they send is in flight afterwards.
    func collect() {
        for node in self.nodes where node.isUp {
            self.inFlight += node.turn()
        }
    }

    func deliver(_ message: Message) {
        let node = self[message.to.rawValue]
        guard node.isUp,
            !self.cut.contains([message.from.rawValue, message.to.rawValue])
        else { return }
        node.raft.step(message)
    }

    /// Takes a message out of flight.
    func take(at position: Int) -> Message { self.inFlight.remove(at: position) }

    func dropAll() { self.inFlight = [] }

    func tick(_ ids: [UInt64], times: Int = 1) {
        for _ in 0..<times {
            for id in ids where self[id].isUp { self[id].raft.tick() }
        }
    }

    /// Lets `id` stand for election and win it, with everyone else's clock at rest.
    func elect(_ id: UInt64) {
        self.tick([id], times: 20)
        self.settle()
    }

    func isolate(_ id: UInt64) {
        for other in self.nodes.map(\.id.rawValue) where other != id {
            self.cut.insert([id, other])
            self.cut.insert([other, id])
        }
    }
}
