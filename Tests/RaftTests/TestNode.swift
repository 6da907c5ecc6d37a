import Raft

/// A node with a disk that the test controls: what was written but not yet made durable is lost in
/// a crash.
final class TestNode {
    let id: NodeID
    let members: [NodeID]
    let seed: UInt64
    var raft: RaftNode
    private(set) var disk: TestDisk
    /// Writes handed out and not yet durable.
    private(set) var pendingWrites: [LogWrite] = []
    /// What was handed out for apply, in order, since the last start.
    private(set) var applied: [Entry] = []
    private(set) var readStates: [ReadState] = []
    private(set) var refusedReads: [UInt64] = []
    /// Members for whom the node wanted a snapshot, in order.
    private(set) var snapshotTargets: [NodeID] = []
    var isUp = true
    /// Nothing becomes durable any more.
    var isDiskHung = false

    init(id: NodeID, members: [NodeID], seed: UInt64 = 1) {
        self.id = id
        self.members = members
        self.seed = seed
        let disk = TestDisk(membership: Membership(voters: members.map { Member(node: $0) }))
        self.disk = disk
        self.raft = disk.makeNode(id: id, options: Self.options(seed: seed))
    }

    var entries: [Entry] { self.disk.entries }

    /// Carries out `ready()` until nothing but messages and writes is left; returns the messages to
    /// deliver. Entries count as applied at once.
    func turn() -> [Message] {
        var messages: [Message] = []
        while true {
            let ready = self.raft.ready()
            messages += ready.messages
            if let write = ready.write {
                self.pendingWrites.append(write)
            }
            for fetch in ready.fetches {
                self.raft.fetched(fetch, entries: self.disk.entries(for: fetch))
            }
            if let last = ready.committed.last {
                self.applied += ready.committed
                self.raft.applied(through: last.index)
            }
            self.snapshotTargets += ready.snapshotTargets
            if let truncation = ready.truncation {
                self.disk.truncate(truncation)
            }
            if ready.restore != nil {
                self.raft.restored()
            }
            self.readStates += ready.readStates
            self.refusedReads += ready.refusedReads
            if ready.fetches.isEmpty, ready.committed.isEmpty { return messages }
        }
    }

    /// Makes the oldest `count` pending writes durable.
    func sync(_ count: Int = .max) {
        guard !self.isDiskHung else { return }
        let done = self.pendingWrites.prefix(count)
        guard let last = done.last else { return }
        for write in done {
            self.disk.store(write)
        }
        self.pendingWrites.removeFirst(done.count)
        self.raft.durable(through: last.sequence)
    }

    func crash() {
        self.isUp = false
        self.pendingWrites = []
    }

    func restart() {
        self.isUp = true
        self.applied = []
        self.readStates = []
        self.raft = self.disk.makeNode(
            id: self.id,
            options: Self.options(seed: self.seed &+ self.disk.hardState.term.rawValue))
    }

    /// Puts a log on the disk before the node is first started, as in figure 7 of the paper.
    func preset(terms: [UInt64], term: UInt64) {
        self.disk.preset(terms: terms, term: term)
        self.restart()
    }

    private static func options(seed: UInt64) -> RaftOptions {
        RaftOptions(electionTicks: 10, heartbeatTicks: 2, seed: seed)
    }
}
