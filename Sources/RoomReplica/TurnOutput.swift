internal import Raft

/// What a replica's inputs have produced so far, handed out by the next `ready()`.
struct TurnOutput: Sendable {
    var frames = OutgoingFrames()
    var answers = ReplicaReady()

    mutating func answer(_ ticket: UInt64, _ result: Result<AppliedOutcome, SubmitFailure>) {
        self.answers.proposalAnswers.append(.init(ticket: ticket, result: result))
    }

    mutating func answerRead(_ ticket: UInt64, _ result: Result<ReadGrant, SubmitFailure>) {
        self.answers.readAnswers.append(.init(ticket: ticket, result: result))
    }

    mutating func answerHeartbeats(
        _ ticket: UInt64, _ result: Result<[HeartbeatResult], SubmitFailure>
    ) {
        self.answers.heartbeatAnswers.append(.init(ticket: ticket, result: result))
    }

    /// What is there besides frames; they are taken once the turn's messages are in them.
    mutating func takeAnswers() -> ReplicaReady {
        defer { self.answers = ReplicaReady() }
        return self.answers
    }
}
