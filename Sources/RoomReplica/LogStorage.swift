package import Raft

/// A node's log and hard state on disk, or in a simulator's.
///
/// One thread writes, others may read at the same time. Any error of a write stops the node; a
/// failed sync is never tried again, for what the kernel dropped cannot be told (style: errors).
package protocol LogStorage: Sendable {
    /// What the storage holds, as read when it was opened.
    func recover() throws(LogStorageError) -> RecoveredLog

    /// Makes all `writes` durable, in order, in ONE synced batch.
    func write(_ writes: [LogWrite]) throws(LogStorageError)

    /// Durable entries from `first` on, contiguous: up to `last` or `maxBytes`, but at least one.
    ///
    /// Empty when `first` is gone meanwhile: a truncation, or the installation of a snapshot, came
    /// between the wish for the entries and this call. Whoever needs them takes a snapshot instead.
    func entries(
        from first: LogIndex, through last: LogIndex, maxBytes: Int
    ) throws(LogStorageError) -> [Entry]

    /// Drops the entries up to `index`. The new first index is durable before any entry goes.
    func truncatePrefix(through index: LogIndex, term: Term) throws(LogStorageError)

    /// Binds `node` to the data directory it was first seen with; durable when this returns.
    func pin(_ node: NodeID, to store: StoreID) throws(LogStorageError)
}

/// Which directory of which node of which cluster this is; written once by `roomd format`.
package struct StoreIdentity: Hashable, Sendable {
    package var cluster: ClusterID
    package var node: NodeID
    package var store: StoreID

    package init(cluster: ClusterID, node: NodeID, store: StoreID) {
        self.cluster = cluster
        self.node = node
        self.store = store
    }
}

package struct RecoveredLog: Equatable, Sendable {
    package var identity: StoreIdentity
    package var hardState: HardState
    package var summary: LogSummary
    /// The configurations that the log holds and the one before them, ascending; never empty.
    package var memberships: [MembershipRecord]
    package var acknowledgements: [PeerAcknowledgement]
    package var pins: [NodeID: StoreID]

    package init(
        identity: StoreIdentity, hardState: HardState, summary: LogSummary,
        memberships: [MembershipRecord], acknowledgements: [PeerAcknowledgement],
        pins: [NodeID: StoreID]
    ) {
        self.identity = identity
        self.hardState = hardState
        self.summary = summary
        self.memberships = memberships
        self.acknowledgements = acknowledgements
        self.pins = pins
    }
}

package enum LogStorageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Reading, writing or syncing failed; the text names the file or call and the cause.
    case io(String)
    /// What is stored does not decode, or is not what was asked for.
    case corrupt(String)

    package var description: String {
        switch self {
        case .io(let reason): "log storage: \(reason)"
        case .corrupt(let reason): "log storage is damaged: \(reason)"
        }
    }
}
