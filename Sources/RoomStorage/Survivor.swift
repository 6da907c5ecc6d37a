import ByteCoding
package import Raft
package import RoomReplica
import RoomState

/// A data directory of a cluster that has lost its majority, opened to make the first node of a new
/// cluster from it.
///
/// Neither its log nor its rooms are changed: what is made is another directory. So an operator who
/// chose the wrong survivor can choose again.
package final class Survivor {
    private let directory: DataDirectory
    private let recovered: RecoveredLog
    /// How far its rooms are without its log.
    private let applied: AppliedState

    /// Opens the data directory at `path`, which no process may use.
    package init(at path: String) throws(DataDirectoryError) {
        self.directory = try DataDirectory.open(at: path)
        do {
            self.recovered = try self.directory.log.recover()
            self.applied = try AppliedState.recover(from: self.directory.state)
        } catch {
            throw .damaged(path: path, reason: "\(error)")
        }
    }

    package var identity: StoreIdentity { self.directory.identity }

    /// The newest members that its log has, whether they are committed or not.
    package var membership: Membership { self.recovered.memberships.last?.membership ?? .empty }

    /// The end of its log: of several survivors the one with the greatest, by term first, has
    /// everything that was acknowledged, if any of them has.
    package var lastIndex: LogIndex { self.recovered.summary.lastIndex }
    package var lastTerm: Term {
        self.recovered.summary.termRuns.last?.term ?? self.recovered.summary.truncatedTerm
    }

    /// What it knows to be committed.
    package var commitIndex: LogIndex { self.recovered.hardState.commitIndex }

    /// How far its rooms are on the disk, and the group time of that: more is in its log.
    package var appliedIndex: LogIndex { self.applied.index }
    package var groupTime: UInt64 { self.applied.groupTime.milliseconds }

    /// Bytes that may still be written on its file system.
    package func freeBytes() throws(DataDirectoryError) -> UInt64 {
        try self.directory.freeBytes()
    }

    /// Makes `path`, which must be missing or empty, the data directory of the only voter of a new
    /// cluster, with the same node id, and with everything that is in the survivor's rooms and log.
    ///
    /// 1. copy the state as of its last flush, and every entry after that, under the new cluster's
    ///    id; entries that nobody knows to be committed too, for the lost nodes may have had them,
    /// 2. append a membership of this node alone; the others are tombstoned, so that none of their
    ///    ids is ever used again,
    /// 3. publish all as `format` does; until then `path` is no data directory.
    ///
    /// The first start elects the node, which then commits and applies what the log holds. Returns
    /// the index of the new membership.
    ///
    /// - Parameters:
    ///   - identity: the new cluster and store; the node is the survivor's.
    ///   - member: where the node is reached from now on.
    package func recover(
        at path: String, identity: StoreIdentity, member: Member,
        failpoints: Failpoints = Failpoints()
    ) throws(DataDirectoryError) -> LogIndex {
        guard identity.node == self.identity.node, member.node == identity.node,
            identity.cluster != self.identity.cluster
        else {
            throw .io(
                path: path, reason: "a new cluster has another id, and its node keeps its own")
        }
        var membership = Membership(voters: [member])
        let others = self.membership.nodes + self.membership.removed
        membership.removed = Set(others).subtracting([member.node]).sorted()
        // In a term of its own: no entry of the old cluster was ever made in it.
        let term = Term(self.recovered.hardState.term.rawValue + 1)
        let entry = Entry(
            index: self.lastIndex.next, term: term, kind: .membership,
            payload: membership.encodedPayload())
        try DataDirectory.build(at: path, identity, failpoints) { work in
            try self.copyLog(
                to: "\(work)/\(DataDirectory.Name.log)", identity, then: entry, failpoints)
            try self.directory.state.copy(
                to: "\(work)/\(DataDirectory.Name.firstState)", identity: identity,
                failpoints: failpoints)
        }
        return entry.index
    }

    private func copyLog(
        to path: String, _ identity: StoreIdentity, then entry: Entry, _ failpoints: Failpoints
    ) throws {
        let records = self.recovered.memberships
        let begin = LogPosition(index: self.applied.index, term: self.applied.term)
        let seed = LogSeed(
            begin: begin, term: entry.term,
            membership: records.last { $0.index <= begin.index } ?? records[0])
        try RocksLogStorage.create(
            at: path, identity: identity, seed: seed, failpoints: failpoints)
        let log = try RocksLogStorage.open(at: path)
        var next = begin.index.next
        while next <= self.lastIndex {
            let entries = try self.directory.log.entries(
                from: next, through: self.lastIndex, maxBytes: Limits.recoveryBatchBytes)
            guard let last = entries.last else {
                throw LogStorageError.corrupt("entry \(next) of the survivor's log is missing")
            }
            try log.write([LogWrite(sequence: IOSequence(1), entries: entries)])
            next = last.index.next
        }
        try log.write([LogWrite(sequence: IOSequence(1), entries: [entry])])
    }
}
