import ByteCoding
import Raft
import RocksDB
import RoomReplica
import RoomState
import RoomStorage

enum Fixtures {
    static let identity = StoreIdentity(
        cluster: ClusterID(0xc0ffee), node: NodeID(1), store: StoreID(0x5eed))

    static let membership = Membership(voters: [
        Member(node: NodeID(1), store: StoreID(0x5eed), peerEndpoint: "127.0.0.1:7400"),
        Member(node: NodeID(2), peerEndpoint: "127.0.0.1:7410"),
        Member(node: NodeID(3), peerEndpoint: "127.0.0.1:7420"),
    ])

    static func membership(learner: UInt64) -> Membership {
        var membership = Self.membership
        membership.learners = [NodeID(learner)]
        membership.members.append(Member(node: NodeID(learner)))
        return membership
    }

    static func entry(_ index: Int, term: Int, _ text: String = "") -> Entry {
        Entry(
            index: LogIndex(UInt64(index)), term: Term(UInt64(term)), kind: .command,
            payload: Array("\(text) \(index)@\(term)".utf8))
    }

    /// Entries of one term.
    static func entries(_ indexes: ClosedRange<Int>, term: Int) -> [Entry] {
        indexes.map { Self.entry($0, term: term) }
    }

    static func write(
        _ entries: [Entry], term: Int? = nil, vote: Int? = nil, commit: Int = 0
    ) -> LogWrite {
        let hardState = term.map {
            HardState(
                term: Term(UInt64($0)), votedFor: vote.map { NodeID(UInt64($0)) },
                commitIndex: LogIndex(UInt64(commit)))
        }
        return LogWrite(sequence: IOSequence(1), hardState: hardState, entries: entries)
    }

    /// A formatted data directory at `path`.
    static func format(_ path: String, failpoints: Failpoints = Failpoints()) throws {
        try DataDirectory.format(
            at: path, identity: Self.identity, membership: Self.membership,
            failpoints: failpoints)
    }

    static func open(
        _ path: String, failpoints: Failpoints = Failpoints()
    ) throws -> DataDirectory {
        var options = DataDirectory.OpenOptions()
        options.failpoints = failpoints
        return try DataDirectory.open(at: path, options: options)
    }

    /// The log database of the data directory at `path` as bare keys and values, to damage it. Its
    /// families are `default`, `entries` and `meta`.
    static func openRawLog(_ path: String) throws -> Database {
        try Database(
            path: "\(path)/log", options: DatabaseOptions(),
            families: ["default", "entries", "meta"].map { ColumnFamilyOptions(name: $0) })
    }
}

extension RocksLogStorage {
    /// All entries after the truncated index.
    func allEntries() throws -> [Entry] {
        let summary = try self.recover().summary
        guard summary.lastIndex > summary.truncatedIndex else { return [] }
        var entries: [Entry] = []
        var next = summary.truncatedIndex.next
        while next <= summary.lastIndex {
            let chunk = try self.entries(from: next, through: summary.lastIndex, maxBytes: 100)
            entries += chunk
            next = next.advanced(by: chunk.count)
        }
        return entries
    }
}
