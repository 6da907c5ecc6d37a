package import Raft

/// What the shell must do after a turn of the `Replica`.
///
/// As in `Ready`, nothing in it waits for anything else in it.
package struct ReplicaReady: Equatable, Sendable {
    package struct Outgoing: Equatable, Sendable {
        package var node: NodeID
        package var frame: ReplicaFrame

        package init(node: NodeID, frame: ReplicaFrame) {
            self.node = node
            self.frame = frame
        }
    }

    package struct ProposalAnswer: Equatable, Sendable {
        package var ticket: UInt64
        package var result: Result<AppliedOutcome, SubmitFailure>

        package init(ticket: UInt64, result: Result<AppliedOutcome, SubmitFailure>) {
            self.ticket = ticket
            self.result = result
        }
    }

    package struct ReadAnswer: Equatable, Sendable {
        package var ticket: UInt64
        package var result: Result<ReadGrant, SubmitFailure>

        package init(ticket: UInt64, result: Result<ReadGrant, SubmitFailure>) {
            self.ticket = ticket
            self.result = result
        }
    }

    package struct HeartbeatAnswer: Equatable, Sendable {
        package var ticket: UInt64
        /// One for each heartbeat, in the same order.
        package var result: Result<[HeartbeatResult], SubmitFailure>

        package init(ticket: UInt64, result: Result<[HeartbeatResult], SubmitFailure>) {
            self.ticket = ticket
            self.result = result
        }
    }

    /// One frame a peer; each may be lost.
    package var outgoing: [Outgoing] = []
    /// To be performed after all earlier writes; then `durable(through:)`.
    package var write: LogWrite?
    /// To be read from the log storage; then `fetched(_:entries:)`.
    package var fetches: [LogFetch] = []
    /// To be applied after all earlier ones; then `applied(_:)`.
    package var committed: [Entry] = []
    /// To be dropped from the log storage, after all earlier writes.
    package var truncation: LogTruncation?
    /// The changes gathered so far are to be stored and flushed; then `flushed(through:)`.
    package var flushes = false
    /// The state database is to be exchanged, after all earlier entries were applied; then
    /// `restored(_:)`.
    package var restore: SnapshotInstall?
    /// For the snapshot thread, in this order; each is answered through `snapshot(_:)`.
    package var snapshotTasks: [SnapshotTask] = []
    package var proposalAnswers: [ProposalAnswer] = []
    package var readAnswers: [ReadAnswer] = []
    package var heartbeatAnswers: [HeartbeatAnswer] = []
}
