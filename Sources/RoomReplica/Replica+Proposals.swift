internal import ByteCoding
internal import Raft
internal import RoomState

/// Proposals on their way: appended here, forwarded to the leader, or waiting for one.
extension Replica {
    mutating func route(_ proposal: PendingProposal) {
        if self.raft.role == .leader {
            guard self.mayAppend(proposal.command) else {
                self.refuse(proposal, .notReady(reason: ReplicaHealth.diskIsLow))
                return
            }
            let origin = ProposalTable.Origin.local(
                ticket: proposal.ticket, maySucceed: proposal.maySucceed)
            switch self.append(proposal.command, origin: origin) {
            case .appended:
                break
            case .refused(.tooMuchUncommitted(let limit)), .refused(.tooLarge(let limit)):
                self.refuse(proposal, .overloaded(limit: "\(limit) bytes uncommitted"))
            case .refused(.notLeader), .refused(.transferring):
                self.proposals.hold(proposal)
            }
        } else if let leader = self.raft.leader {
            self.marks.insert(.forwardedProposal)
            self.proposals.didForward(proposal, to: leader, at: self.ticks)
            self.output.frames.forward(
                ForwardedCommand(ticket: proposal.ticket, command: proposal.command), to: leader)
        } else {
            self.proposals.hold(proposal)
        }
    }

    /// Answers a proposal that was not taken this time; when an earlier time it may have been, its
    /// caller must not be told that it had no effect.
    mutating func refuse(_ proposal: PendingProposal, _ failure: SubmitFailure) {
        guard proposal.maySucceed else {
            self.output.answer(proposal.ticket, .failure(failure))
            return
        }
        self.marks.insert(.refusedWhatMaySucceed)
        self.output.answer(
            proposal.ticket,
            .failure(
                .outcomeUnknown(
                    reason: "an earlier leader may have taken it, and the present one cannot now")))
    }

    mutating func append(
        _ command: [UInt8], origin: ProposalTable.Origin
    ) -> Proposal {
        // Whatever a term decides is decided after it began.
        if let refusal = self.beginTerm() { return refusal }
        let proposal = self.propose(.command(command))
        if case .appended(let index, let term) = proposal {
            self.proposals.didAppend(
                .init(index: index, term: term, origin: origin, command: command))
        }
        return proposal
    }

    mutating func takeForwarded(_ commands: [ForwardedCommand], from node: NodeID) {
        self.followLeadership()
        for command in commands {
            guard self.health.refusalOfWrites == nil, !self.proposals.isFull else {
                self.output.frames.answer(
                    ForwardAnswer(ticket: command.ticket, result: .overloaded), to: node)
                continue
            }
            guard self.raft.role != .leader || self.mayAppend(command.command) else {
                self.output.frames.answer(
                    ForwardAnswer(ticket: command.ticket, result: .diskIsLow), to: node)
                continue
            }
            let origin = ProposalTable.Origin.remote(node, ticket: command.ticket)
            switch self.append(command.command, origin: origin) {
            case .appended:
                break
            case .refused(.tooMuchUncommitted), .refused(.tooLarge):
                self.output.frames.answer(
                    ForwardAnswer(ticket: command.ticket, result: .overloaded), to: node)
            case .refused(.notLeader), .refused(.transferring):
                self.output.frames.answer(
                    ForwardAnswer(ticket: command.ticket, result: .notLeader), to: node)
            }
        }
    }

    mutating func takeAnswers(_ answers: [ForwardAnswer], from node: NodeID) {
        for answer in answers {
            if answer.result == .notLeader {
                if self.proposals.bounce(answer.ticket, from: node) {
                    self.marks.insert(.bouncedProposal)
                }
                continue
            }
            guard let proposal = self.proposals.takeForwarded(answer.ticket, from: node) else {
                continue
            }
            switch answer.result {
            case .applied(let outcome):
                self.output.answer(answer.ticket, .success(outcome))
            case .overloaded:
                self.refuse(proposal, .overloaded(limit: "the leader's queues are full"))
            case .diskIsLow:
                self.refuse(proposal, .notReady(reason: ReplicaHealth.diskIsLow))
            case .notLeader:
                break
            }
        }
    }

    /// Answers the proposals that a batch decided.
    ///
    /// A slot that holds an entry of another term than the one proposed means that the proposal
    /// never committed and never will: it is routed anew.
    mutating func release(_ result: ApplyResult) {
        var outcomes = result.outcomes[...]
        while let proposal = self.proposals.takeAppended(through: result.applied.index) {
            while let first = outcomes.first, first.index < proposal.index {
                outcomes.removeFirst()
            }
            let outcome = outcomes.first.flatMap {
                $0.index == proposal.index && $0.term == proposal.term ? $0 : nil
            }
            let applied = outcome.map {
                AppliedOutcome(index: $0.index, outcome: $0.outcome, groupTime: $0.groupTime)
            }
            switch (proposal.origin, applied) {
            case (.local(let ticket, _), .some(let applied)):
                self.output.answer(ticket, .success(applied))
            case (.local(let ticket, let maySucceed), .none):
                self.proposals.hold(
                    PendingProposal(
                        ticket: ticket, command: proposal.command, maySucceed: maySucceed))
            case (.remote(let node, let ticket), .some(let applied)):
                self.output.frames.answer(
                    ForwardAnswer(ticket: ticket, result: .applied(applied)), to: node)
            case (.remote(let node, let ticket), .none):
                self.output.frames.answer(
                    ForwardAnswer(ticket: ticket, result: .notLeader), to: node)
            }
        }
    }

    /// Whether the disks have room for a command; one that ends rooms is always taken, for it is
    /// what makes room.
    private mutating func mayAppend(_ command: [UInt8]) -> Bool {
        guard self.health.isQuorumLow(voters: self.raft.membership.voters) else { return true }
        if let decoded = try? LoggedCommand(decoding: command), decoded.freesSpace {
            self.marks.insert(.tookEndOnLowDisk)
            return true
        }
        self.marks.insert(.refusedForLowDisk)
        return false
    }
}
