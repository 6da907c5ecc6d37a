/// Linearizable reads without a log entry (dissertation §6.4).
extension RaftNode {
    /// Asks for a read index; the answer comes in `Ready.readStates` or `Ready.refusedReads`.
    ///
    /// - Parameter request: never used twice, not even across restarts of the node.
    package mutating func readIndex(_ request: UInt64) {
        if self.role == .leader {
            _ = self.registerRead(request, origin: self.id)
        } else if let leader = self.leader {
            self.send(.readIndex(ReadIndexRequest(request: request)), to: leader)
        } else {
            self.results.refuse(request)
        }
    }

    mutating func registerRead(_ request: UInt64, origin: NodeID) -> StepOutcome {
        let read = LeaderReads.Read(origin: origin, request: request)
        guard self.role == .leader, self.leadership?.reads.register(read) == true else {
            self.answer(read, index: nil)
            return .ignored(.wrongRole)
        }
        return .accepted
    }

    mutating func handleReadIndexReply(_ reply: ReadIndexReply) -> StepOutcome {
        if let index = reply.index {
            self.results.confirm(reply.request, at: index)
        } else {
            self.results.refuse(reply.request)
        }
        return .accepted
    }

    /// Begins a round for all waiting reads, unless one is under way.
    ///
    /// Not before the leader has committed an entry of its own term: until then it does not know
    /// what earlier leaders committed (dissertation §6.4, step 1).
    mutating func startReadRound() {
        guard let reads = self.leadership?.reads, !reads.waiting.isEmpty, !reads.isRoundOpen else {
            return
        }
        guard self.log.term(at: self.log.commitIndex) == self.term else {
            self.marks.insert(.readWaitedForOwnTermCommit)
            return
        }
        self.leadership?.reads.beginRound(commitIndex: self.log.commitIndex)
        self.broadcastHeartbeat()
        self.confirmReadRound()
    }

    mutating func confirmReadRound() {
        guard let leadership = self.leadership, leadership.reads.isRoundOpen else { return }
        let round = leadership.reads.round
        let isConfirmed = Quorum(self.history.current).isReached { node in
            node == self.id || (leadership.progress(of: node)?.acknowledgedRound ?? 0) >= round
        }
        guard isConfirmed else { return }
        self.marks.insert(.confirmedReadRound)
        let index = leadership.reads.roundIndex
        for read in self.leadership?.reads.endRound() ?? [] {
            self.answer(read, index: index)
        }
    }

    mutating func refuse(_ reads: LeaderReads) {
        for read in reads.inRound + reads.waiting {
            self.marks.insert(.refusedReadsOnStepDown)
            self.answer(read, index: nil)
        }
    }

    private mutating func answer(_ read: LeaderReads.Read, index: LogIndex?) {
        if read.origin != self.id {
            self.marks.insert(.answeredFollowerRead)
            self.send(
                .readIndexReply(ReadIndexReply(request: read.request, index: index)),
                to: read.origin)
        } else if let index {
            self.results.confirm(read.request, at: index)
        } else {
            self.results.refuse(read.request)
        }
    }
}
