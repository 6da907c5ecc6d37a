/// What a leader does: proposals, replication, commitment, the watch over its own quorum.
extension RaftNode {
    /// Appends a command to the log if this node leads.
    ///
    /// The entry may still be lost; it is committed when it comes back through `Ready.committed`
    /// with the same term.
    @discardableResult
    package mutating func propose(_ payload: [UInt8]) -> Proposal {
        guard self.role == .leader, let leadership = self.leadership else {
            return .refused(.notLeader(self.leader))
        }
        if let target = leadership.transferTarget {
            return .refused(.transferring(to: target))
        }
        guard payload.count <= Limits.entryPayloadBytes else {
            return .refused(.tooLarge(limit: Limits.entryPayloadBytes))
        }
        guard leadership.uncommittedBytes < self.options.uncommittedBytes else {
            self.marks.insert(.refusedOverload)
            return .refused(.tooMuchUncommitted(limit: self.options.uncommittedBytes))
        }
        let index = self.appendAsLeader(kind: .command, payload: payload)
        return .appended(index: index, term: self.term)
    }

    /// Hands leadership to `target`, or to the member with the longest log (dissertation §3.10).
    ///
    /// Until it is done, or an election timeout has passed, proposals are refused.
    @discardableResult
    package mutating func transferLeadership(to target: NodeID?) -> TransferOutcome {
        guard self.role == .leader, let leadership = self.leadership else {
            return .refused(.notLeader(self.leader))
        }
        // While joint, only who stays a voter is worth the leadership.
        let voters = self.history.current.incoming
        guard let chosen = target ?? leadership.bestPeer(among: voters) else {
            return .refused(.noCandidate)
        }
        guard chosen != self.id else { return .done(self.id) }
        guard voters.contains(chosen) else { return .refused(.notVoter(chosen)) }
        self.leadership?.beginTransfer(to: chosen)
        self.finishTransferIfCaughtUp(chosen)
        return .begun(chosen)
    }

    @discardableResult
    mutating func appendAsLeader(kind: Entry.Kind, payload: [UInt8]) -> LogIndex {
        let entry = Entry(
            index: self.log.lastIndex.next, term: self.term, kind: kind, payload: payload)
        self.log.append([entry])
        self.leadership?.uncommittedBytes += entry.size
        if kind == .membership {
            self.adoptMemberships(in: CollectionOfOne(entry))
        }
        return entry.index
    }

    mutating func tickLeader() {
        if self.election.elapsed >= self.options.electionTicks {
            self.election.elapsed = 0
            guard self.checkQuorum() else { return }
        }
        if self.leadership?.tickTransfer(limit: self.options.electionTicks) == true {
            self.marks.insert(.gaveUpTransfer)
        }
        guard self.watchDisk() else { return }
        self.leadership?.tickDeparting(toldThrough: self.history.index)
        self.leadership?.heartbeatElapsed += 1
        if let elapsed = self.leadership?.heartbeatElapsed, elapsed >= self.options.heartbeatTicks {
            self.leadership?.heartbeatElapsed = 0
            self.broadcastHeartbeat()
            self.probeSilentPeers()
            self.repeatTimeoutNow()
        }
    }

    /// Steps down unless a majority answered within the last election timeout (dissertation §6.2):
    /// a leader that is cut off must not keep its clients waiting.
    private mutating func checkQuorum() -> Bool {
        guard let leadership = self.leadership else { return false }
        let isReached = Quorum(self.history.current).isReached { node in
            node == self.id || leadership.progress(of: node)?.hasAnswered == true
        }
        guard isReached else {
            self.marks.insert(.steppedDownWithoutQuorum)
            self.becomeFollower(term: self.term, leader: nil)
            return false
        }
        for position in leadership.peers.indices {
            self.leadership?.peers[position].progress.beginPeriod()
        }
        return true
    }

    /// Sends what each peer's window allows; called once per `ready()`, so that whatever gathered
    /// since the last one shares its messages.
    mutating func replicate() {
        guard let count = self.leadership?.peers.count else { return }
        for position in 0..<count {
            self.replicate(toPeerAt: position)
            if self.leadership?.peers[position].progress.isWindowFull == true {
                self.marks.insert(.windowWasFull)
            }
        }
    }

    private mutating func replicate(toPeerAt position: Int) {
        while let peer = self.leadership?.peers[position], peer.progress.canSend {
            let next = peer.progress.nextIndex
            if next > self.log.lastIndex {
                // Nothing to send. An idle follower should still learn of the commit soon; a busy
                // one learns of it with the next entries.
                let news = min(self.log.commitIndex, self.log.lastIndex)
                if !peer.progress.hasInflight,
                    peer.progress.sentCommitIndex < news
                        || peer.progress.state == .probe
                {
                    self.sendAppend([], toPeerAt: position)
                }
                return
            }
            guard self.log.term(at: next.previous) != nil else {
                self.needSnapshot(forPeerAt: position)
                return
            }
            guard next >= self.log.firstCachedIndex else {
                self.marks.insert(.fetchedOldEntries)
                self.leadership?.peers[position].progress.isFetching = true
                self.results.fetch(
                    LogFetch(
                        purpose: .replicate(to: peer.node, in: self.term), first: next,
                        last: self.log.firstCachedIndex.previous, maxBytes: Limits.appendBytes))
                return
            }
            let entries = self.log.cached(
                from: next, through: self.log.lastIndex, maxBytes: Limits.appendBytes,
                maxCount: self.maxAppendEntries)
            self.sendAppend(entries, toPeerAt: position)
        }
    }

    /// What the peer needs next is no longer in the log.
    private mutating func needSnapshot(forPeerAt position: Int) {
        // One that does not answer would only keep a snapshot, and the log after it, from going.
        guard let peer = self.leadership?.peers[position], peer.progress.isRecentlyActive,
            peer.progress.state != .snapshot
        else { return }
        self.marks.insert(.peerNeedsSnapshot)
        self.leadership?.peers[position].progress.becomeSnapshot()
        self.results.needsSnapshot(peer.node)
    }

    private var maxAppendEntries: Int {
        min(self.options.appendEntries, Limits.appendEntries)
    }

    /// Entries that were read from the log storage.
    package mutating func fetched(_ fetch: LogFetch, entries: [Entry]) {
        switch fetch.purpose {
        case .apply:
            self.results.didFetchForApply(entries)
        case .replicate(let node, let term):
            guard term == self.term, self.role == .leader,
                let position = self.leadership?.position(of: node)
            else { return }
            self.leadership?.peers[position].progress.isFetching = false
            guard let peer = self.leadership?.peers[position], peer.progress.canSend,
                entries.first?.index == peer.progress.nextIndex
            else {
                self.marks.insert(.fetchCameTooLate)
                return
            }
            self.sendAppend(Array(entries.prefix(self.maxAppendEntries)), toPeerAt: position)
        }
    }

    private mutating func sendAppend(_ entries: [Entry], toPeerAt position: Int) {
        guard let leadership = self.leadership else { return }
        let peer = leadership.peers[position]
        let previous = peer.progress.nextIndex.previous
        guard let previousTerm = self.log.term(at: previous) else {
            self.needSnapshot(forPeerAt: position)
            return
        }
        self.leadership?.peers[position].progress.didSend(
            through: entries.last?.index ?? previous, bytes: entries.reduce(0) { $0 + $1.size },
            commitIndex: self.log.commitIndex)
        self.send(
            .appendEntries(
                AppendEntries(
                    previousIndex: previous, previousTerm: previousTerm, entries: entries,
                    commitIndex: self.log.commitIndex, round: leadership.reads.round)),
            to: peer.node)
    }

    mutating func broadcastHeartbeat() {
        guard let leadership = self.leadership else { return }
        for peer in leadership.peers {
            let commit = min(peer.progress.matchIndex, self.log.commitIndex)
            self.send(
                .heartbeat(
                    Heartbeat(
                        commitIndex: commit, commitTerm: self.log.term(at: commit) ?? .zero,
                        round: leadership.reads.round)), to: peer.node)
        }
    }

    /// Sends an empty append to each peer whose match has not moved since the last heartbeat though
    /// entries are out: if messages were lost, it is rejected, and replication starts over.
    private mutating func probeSilentPeers() {
        guard let peers = self.leadership?.peers else { return }
        for (position, peer) in peers.enumerated() {
            let match = peer.progress.matchIndex
            if peer.progress.state == .replicate, match < self.log.lastIndex,
                match == peer.matchAtHeartbeat
            {
                self.marks.insert(.probedSilentPeer)
                self.sendAppend([], toPeerAt: position)
            }
            self.leadership?.peers[position].matchAtHeartbeat = match
        }
    }

    mutating func handleAppendAccepted(
        _ accepted: AppendAccepted, from node: NodeID
    ) -> StepOutcome {
        guard let position = self.leadership?.position(of: node) else {
            return .ignored(.wrongRole)
        }
        guard accepted.matchIndex <= self.log.lastIndex else { return .ignored(.staleAnswer) }
        self.leadership?.peers[position].progress.didAnswer(round: accepted.round)
        let isNews =
            self.leadership?.peers[position].progress.didAccept(accepted.matchIndex) ?? false
        if isNews {
            self.advanceCommit()
        }
        self.confirmReadRound()
        self.finishTransferIfCaughtUp(node)
        return isNews ? .accepted : .ignored(.staleAnswer)
    }

    mutating func handleAppendRejected(
        _ rejected: AppendRejected, from node: NodeID
    ) -> StepOutcome {
        guard let position = self.leadership?.position(of: node) else {
            return .ignored(.wrongRole)
        }
        self.leadership?.peers[position].progress.didAnswer(round: rejected.round)
        // Two hops at most skip whole terms instead of one index at a time (Raft §5.3, end).
        let candidate = self.log.lastIndex(
            upTo: rejected.hintIndex, termNotAbove: rejected.hintTerm)
        let isFresh =
            self.leadership?.peers[position].progress.didReject(
                rejected.previousIndex, retryAfter: candidate) ?? false
        self.confirmReadRound()
        return isFresh ? .accepted : .ignored(.staleAnswer)
    }

    mutating func handleHeartbeatReply(
        _ reply: HeartbeatReply, from node: NodeID
    ) -> StepOutcome {
        guard let position = self.leadership?.position(of: node) else {
            return .ignored(.wrongRole)
        }
        self.leadership?.peers[position].progress.didAnswer(round: reply.round)
        self.leadership?.peers[position].progress.resume()
        self.confirmReadRound()
        return .accepted
    }

    /// Commits what a majority has on disk, this node's own copy counted only when durable; only an
    /// entry of the current term is committed by counting (Raft §5.4.2).
    mutating func advanceCommit() {
        guard let leadership = self.leadership else { return }
        let reached = Quorum(self.history.current).reached { node in
            node == self.id
                ? self.log.durableIndex : leadership.progress(of: node)?.matchIndex ?? .zero
        }
        guard let index = reached, index > self.log.commitIndex,
            self.log.term(at: index) == self.term
        else { return }
        let bytes = self.log.cachedBytes(after: self.log.commitIndex, through: index)
        self.leadership?.uncommittedBytes = max(0, leadership.uncommittedBytes - bytes)
        if self.log.term(at: self.log.commitIndex.next) != self.term {
            self.marks.insert(.committedEarlierTermByOwnEntry)
        }
        let isChange = self.history.index > self.log.commitIndex && self.history.index <= index
        self.log.markCommitted(index)
        // A leader that is no voter leads only until what others needed of it is committed.
        if isChange || !self.history.current.isVoter(self.id) {
            self.finishChange()
        }
    }

    /// Returns whether the member to which this node hands over was asked to stand.
    @discardableResult
    private mutating func finishTransferIfCaughtUp(_ node: NodeID) -> Bool {
        guard let leadership = self.leadership, leadership.transferTarget == node,
            leadership.progress(of: node)?.matchIndex == self.log.lastIndex
        else { return false }
        self.marks.insert(.transferredLeadership)
        self.send(.timeoutNow, to: node)
        return true
    }

    /// Asks the target of a transfer again, for the message may have been lost.
    ///
    /// If it was not, the target is in a later term by now and takes no notice of this one.
    private mutating func repeatTimeoutNow() {
        guard let target = self.leadership?.awaitedTarget else { return }
        if self.finishTransferIfCaughtUp(target) {
            self.marks.insert(.askedAgainToTakeOver)
        }
    }
}
