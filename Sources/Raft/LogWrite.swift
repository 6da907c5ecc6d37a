/// One write of a node's log, to be made durable as a whole.
///
/// Writes are performed in the order of their sequence; several may share one synced batch. When
/// the write is durable the shell reports `durable(through: sequence)`.
package struct LogWrite: Equatable, Sendable {
    package var sequence: IOSequence
    /// Performed before the other parts: the log is emptied and begins after the snapshot.
    package var install: SnapshotInstall?
    /// Replaces the stored hard state.
    package var hardState: HardState?
    /// Contiguous.
    ///
    /// They replace whatever the log holds at and after the first one's index: the conflicting
    /// suffix is deleted in the SAME synced batch as its replacement.
    package var entries: [Entry]
    /// The highest position each peer is known to have acknowledged; only the changed ones.
    ///
    /// They ride along and never cause a write of their own.
    package var acknowledgements: [PeerAcknowledgement]

    package init(
        sequence: IOSequence, install: SnapshotInstall? = nil, hardState: HardState? = nil,
        entries: [Entry] = [], acknowledgements: [PeerAcknowledgement] = []
    ) {
        self.sequence = sequence
        self.install = install
        self.hardState = hardState
        self.entries = entries
        self.acknowledgements = acknowledgements
    }
}

/// How far a peer said its log was durable, as this node remembers it: evidence against a peer that
/// comes back with an older log.
package struct PeerAcknowledgement: Hashable, Sendable {
    package var node: NodeID
    package var term: Term
    package var index: LogIndex

    package init(node: NodeID, term: Term, index: LogIndex) {
        self.node = node
        self.term = term
        self.index = index
    }
}
