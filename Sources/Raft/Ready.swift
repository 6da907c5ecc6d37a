/// What the shell must do next.
///
/// The order of the fields is the order in which they are cheapest to do; nothing in one `Ready`
/// waits for anything else in it, because whatever must wait for a disk is handed out only after
/// `durable(through:)` said so.
package struct Ready: Equatable, Sendable {
    /// To be sent now, in any order; each may be lost.
    package var messages: [Message] = []
    /// To be performed after all earlier writes; then `durable(through: write.sequence)`.
    package var write: LogWrite?
    /// To be read from the log storage; then `fetched(_:entries:)`.
    package var fetches: [LogFetch] = []
    /// Committed and durable here, contiguous; to be applied in order, then `applied(through:)`.
    package var committed: [Entry] = []
    /// Reads that are confirmed: serve each when `index` is applied.
    package var readStates: [ReadState] = []
    /// Reads that could not be confirmed; they may be asked again.
    package var refusedReads: [UInt64] = []
    /// To be dropped from the log storage, after all earlier writes.
    package var truncation: LogTruncation?
    /// The write that installs it is durable: its state is to be opened; then `restored()`.
    package var restore: SnapshotInstall?
    /// Members whose next entries are no longer in the log; each then waits for
    /// `snapshotEnded(for:at:)`.
    package var snapshotTargets: [NodeID] = []

    package init() {}

    package var isEmpty: Bool {
        self.messages.isEmpty && self.write == nil && self.fetches.isEmpty
            && self.committed.isEmpty && self.readStates.isEmpty && self.refusedReads.isEmpty
            && self.truncation == nil && self.restore == nil && self.snapshotTargets.isEmpty
    }
}

/// The answer to `readIndex(_:)` (dissertation §6.4).
package struct ReadState: Equatable, Sendable {
    package var request: UInt64
    /// Whoever has applied this much sees every write acknowledged before the read was asked for.
    package var index: LogIndex

    package init(request: UInt64, index: LogIndex) {
        self.request = request
        self.index = index
    }
}

/// Entries that are no longer in memory and are needed.
///
/// They are durable, so they can be read.
package struct LogFetch: Equatable, Sendable {
    package enum Purpose: Equatable, Sendable {
        case apply
        /// For a peer, by the leader of the given term.
        case replicate(to: NodeID, in: Term)
    }

    package var purpose: Purpose
    package var first: LogIndex
    package var last: LogIndex
    package var maxBytes: Int

    package init(purpose: Purpose, first: LogIndex, last: LogIndex, maxBytes: Int) {
        self.purpose = purpose
        self.first = first
        self.last = last
        self.maxBytes = maxBytes
    }
}
