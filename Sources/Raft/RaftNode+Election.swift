/// Elections (Raft §5.2, §5.4.1; dissertation §9.6 for pre-vote, §3.10 for transfer).
extension RaftNode {
    enum Campaign {
        case preVote
        case vote
        case transfer
    }

    mutating func campaign(_ campaign: Campaign) {
        switch campaign {
        case .preVote:
            if self.role == .candidate {
                self.marks.insert(.splitVote)
            }
            self.becomeFollower(term: self.term, leader: nil)
            self.role = .preCandidate
        case .vote, .transfer:
            self.becomeFollower(term: self.term.next, leader: nil)
            self.role = .candidate
            self.votedFor = self.id
        }
        self.election.votes = [self.id: true]
        if self.finishElection() { return }
        let request = RequestVote(
            campaignTerm: self.role == .preCandidate ? self.term.next : self.term,
            lastIndex: self.log.lastIndex, lastTerm: self.log.lastTerm,
            isPreVote: self.role == .preCandidate, isTransfer: campaign == .transfer)
        for voter in self.history.current.voters where voter != self.id {
            self.send(.requestVote(request), to: voter)
        }
    }

    /// Answers a candidate.
    ///
    /// Runs before any look at the message's term: a request that must not be heard must not raise
    /// the term either.
    ///
    /// 1. While a leader is heard, nobody else is helped (dissertation §4.2.3): with check-quorum
    ///    this keeps a node that merely lost its link from unseating a healthy leader. A transfer
    ///    is exempt, for the leader itself asked for it.
    /// 2. A vote request of a later term ends whatever this node was doing.
    /// 3. A vote goes to one candidate a term, first come, whose log is at least as complete.
    mutating func handleRequestVote(
        _ request: RequestVote, from message: Message
    ) -> StepOutcome {
        // 1.
        if self.leader != nil, self.election.isWithinMinimum, !request.isTransfer,
            request.campaignTerm > self.term
        {
            self.marks.insert(.refusedPreVoteWhileLeaderHeard)
            return .ignored(.leaderIsHeard)
        }
        // 2.
        if !request.isPreVote {
            guard request.campaignTerm == message.term else { return .ignored(.misdirected) }
            if message.term > self.term {
                self.becomeFollower(term: message.term, leader: nil)
            }
        }
        // 3.
        let isUpToDate = self.log.isCovered(
            byLastIndex: request.lastIndex, term: request.lastTerm)
        let isGranted: Bool
        if request.isPreVote {
            isGranted = request.campaignTerm > self.term && isUpToDate
        } else {
            let isFree = self.votedFor == nil && self.leader == nil
            isGranted =
                request.campaignTerm == self.term && isUpToDate
                && (isFree || self.votedFor == message.from)
            if isGranted, self.votedFor == message.from {
                self.marks.insert(.votedTwiceForSameCandidate)
            }
            if isGranted, self.votedFor == nil {
                self.votedFor = message.from
                self.outbox.isHardStateDirty = true
                self.election.restart(&self.generator)
            }
        }
        if !isUpToDate {
            self.marks.insert(.refusedVoteForShorterLog)
            self.election.isNeeded = true
        }
        // The answer waits for the vote to be durable, because the send rule covers hard state. The
        // refusal waits too: it tells the term, and a term that was told must outlive a crash.
        self.send(
            .vote(
                Vote(
                    campaignTerm: request.campaignTerm, isPreVote: request.isPreVote,
                    isGranted: isGranted)), to: message.from)
        return .accepted
    }

    mutating func handleVote(_ vote: Vote, from node: NodeID) -> StepOutcome {
        let isMine =
            vote.isPreVote
            ? self.role == .preCandidate && vote.campaignTerm == self.term.next
            : self.role == .candidate && vote.campaignTerm == self.term
        guard isMine else { return .ignored(.staleAnswer) }
        guard self.history.current.isVoter(node) else { return .ignored(.notMember) }
        guard self.election.votes[node] == nil else { return .ignored(.staleAnswer) }
        self.election.votes[node] = vote.isGranted
        _ = self.finishElection()
        return .accepted
    }

    mutating func handleTimeoutNow() -> StepOutcome {
        guard self.role != .leader else { return .ignored(.wrongRole) }
        guard self.history.current.isVoter(self.id) else { return .ignored(.notMember) }
        guard self.repair.install == nil else { return .ignored(.installing) }
        guard !self.isDiskStalled else { return .ignored(.diskStalled) }
        // The old leader chose this node, so a pre-vote would only cost time.
        self.campaign(.transfer)
        return .accepted
    }

    /// Acts on the votes so far.
    ///
    /// Returns whether the election moved on.
    mutating func finishElection() -> Bool {
        // The node's own vote counts once it is durable, like everyone's: a sole voter would
        // otherwise lead a term that a crash makes it forget.
        let isOwnVoteDurable = self.role == .preCandidate || self.outbox.isHardStateDurable
        let result = Quorum(self.history.current).result { node in
            node == self.id && !isOwnVoteDurable ? nil : self.election.votes[node]
        }
        switch result {
        case .pending:
            return false
        case .lost:
            self.marks.insert(.lostElection)
            self.becomeFollower(term: self.term, leader: nil)
            return true
        case .won where self.role == .preCandidate:
            self.campaign(.vote)
            return true
        case .won:
            self.becomeLeader()
            return true
        }
    }

    private mutating func becomeLeader() {
        self.marks.insert(.wonElection)
        self.role = .leader
        self.leader = self.id
        let others = self.history.current.nodes.filter { $0 != self.id }
        let answered = others.filter { self.election.votes[$0] != nil }
        self.election.votes = [:]
        self.election.restart(&self.generator)
        self.leadership = Leadership(
            members: others, answered: answered, nextIndex: self.log.lastIndex.next,
            uncommittedBytes: self.log.cachedBytes(
                after: self.log.commitIndex, through: self.log.lastIndex),
            maxInflight: self.options.inflightMessages)
        // An entry of the new term commits all before it; counting copies of old ones would not be
        // safe (Raft §5.4.2, §8).
        self.appendAsLeader(kind: .noop, payload: [])
    }
}
