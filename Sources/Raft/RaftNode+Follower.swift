internal import ByteCoding

/// What a follower does with its leader's messages (Raft §5.3).
extension RaftNode {
    mutating func handleAppendEntries(
        _ append: AppendEntries, from node: NodeID
    ) -> StepOutcome {
        self.follow(node)
        guard self.repair.install == nil else { return .ignored(.installing) }
        if self.repair.refusesEntries, !append.entries.isEmpty { return .ignored(.diskFull) }
        let lastNew = append.previousIndex.advanced(by: append.entries.count)
        // What is committed cannot differ; the answer tells the leader where to go on.
        if append.previousIndex < self.log.commitIndex, lastNew <= self.log.commitIndex {
            self.sendAfterEntries(
                .appendAccepted(
                    AppendAccepted(matchIndex: self.log.commitIndex, round: append.round)),
                to: node)
            self.marks.insert(.ignoredStaleAppend)
            return .ignored(.staleAnswer)
        }
        let isCommitted = append.previousIndex < self.log.commitIndex
        guard isCommitted || self.log.term(at: append.previousIndex) == append.previousTerm else {
            self.reject(append, to: node)
            return .accepted
        }
        // Entries already in the log stay: an old message must not cut off what a newer one added.
        let news = append.entries.drop { $0.index <= self.log.commitIndex || self.holds($0) }
        if news.count < append.entries.count {
            self.marks.insert(.keptMatchingSuffix)
        }
        if let first = news.first {
            if self.log.append(Array(news)) {
                self.marks.insert(.truncatedConflictingSuffix)
                self.dropMemberships(from: first.index)
            }
            self.adoptMemberships(in: news)
        }
        self.commit(min(append.commitIndex, lastNew))
        self.sendAfterEntries(
            .appendAccepted(AppendAccepted(matchIndex: lastNew, round: append.round)), to: node)
        return .accepted
    }

    mutating func handleHeartbeat(_ heartbeat: Heartbeat, from node: NodeID) -> StepOutcome {
        self.follow(node)
        guard self.repair.install == nil else {
            self.send(.heartbeatReply(HeartbeatReply(round: heartbeat.round)), to: node)
            return .ignored(.installing)
        }
        // What this node once acknowledged it need not hold any more: an older copy of its
        // directory may have come back. With equal terms at an index all before it is equal.
        if self.log.term(at: heartbeat.commitIndex) == heartbeat.commitTerm {
            self.commit(heartbeat.commitIndex)
        }
        self.send(.heartbeatReply(HeartbeatReply(round: heartbeat.round)), to: node)
        return .accepted
    }

    private func holds(_ entry: Entry) -> Bool {
        self.log.term(at: entry.index) == entry.term
    }

    private mutating func commit(_ index: LogIndex) {
        if index > self.log.commitIndex {
            self.log.markCommitted(index)
        }
    }

    /// A leader of the current term was heard.
    private mutating func follow(_ node: NodeID) {
        invariant(
            self.role != .leader, "node \(self.id) and node \(node) both lead term \(self.term)")
        if self.role != .follower || self.leader != node {
            self.becomeFollower(term: self.term, leader: node)
        }
        self.election.elapsed = 0
        self.cancelFailover()
    }

    private mutating func reject(_ append: AppendEntries, to node: NodeID) {
        self.marks.insert(.rejectedAppend)
        let hint = self.log.lastIndex(
            upTo: min(append.previousIndex, self.log.lastIndex),
            termNotAbove: append.previousTerm)
        self.send(
            .appendRejected(
                AppendRejected(
                    previousIndex: append.previousIndex, hintIndex: hint,
                    hintTerm: self.log.term(at: hint) ?? .zero, round: append.round)), to: node)
    }
}
