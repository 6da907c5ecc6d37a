package import ByteCoding
package import Raft

/// What replicas tell each other: Raft's messages, and what rides beside them.
package enum ReplicaMessage: Equatable, Sendable {
    case raft(Message)
    /// A follower hands its clients' commands to the leader.
    case forward([ForwardedCommand])
    /// The leader's answers to forwarded commands.
    case forwardAnswers([ForwardAnswer])
    /// The state digest after an entry, to be compared.
    case digest(DigestReport)
    case snapshot(SnapshotMessage)
    /// A follower hands word of hosts to the leader.
    case heartbeats(ForwardedHeartbeats)
    case heartbeatsAnswer(HeartbeatsAnswer)
}

package struct ForwardedCommand: Equatable, Sendable {
    /// Chosen by the sender; comes back with the answer.
    ///
    /// Never used twice, not even across restarts.
    package var ticket: UInt64
    /// An encoded `LoggedCommand`; it carries the original caller and its request id, so that a
    /// repetition takes effect once.
    package var command: [UInt8]

    package init(ticket: UInt64, command: [UInt8]) {
        self.ticket = ticket
        self.command = command
    }
}

package struct ForwardAnswer: Equatable, Sendable {
    package enum Result: Equatable, Sendable {
        case applied(AppliedOutcome)
        /// Nothing was proposed: the receiver does not lead. The sender may send it elsewhere.
        case notLeader
        /// Nothing was proposed: a bounded queue of the leader is full.
        case overloaded
        /// Nothing was appended: the disks of the leader or of a quorum are nearly full.
        case diskIsLow
    }

    package var ticket: UInt64
    package var result: Result

    package init(ticket: UInt64, result: Result) {
        self.ticket = ticket
        self.result = result
    }
}

package struct DigestReport: Equatable, Sendable {
    package var index: LogIndex
    package var digest: StableHash

    package init(index: LogIndex, digest: StableHash) {
        self.index = index
        self.digest = digest
    }
}
