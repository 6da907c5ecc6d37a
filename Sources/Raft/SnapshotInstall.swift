/// The step from this node's log and state to a snapshot received from the leader (Raft §7).
///
/// It rides in a `LogWrite`: one synced batch makes the snapshot's state the node's state, forgets
/// the whole log and begins it anew after the snapshot, so a crash leaves the old or the new.
package struct SnapshotInstall: Hashable, Sendable {
    /// Which of the node's state databases holds the snapshot, received and verified.
    package var generation: UInt64
    /// The last entry that the snapshot covers, and its term.
    package var index: LogIndex
    package var term: Term
    /// The configuration as of `index`; its own index is at most that.
    package var membership: MembershipRecord

    package init(generation: UInt64, index: LogIndex, term: Term, membership: MembershipRecord) {
        self.generation = generation
        self.index = index
        self.term = term
        self.membership = membership
    }
}
