internal import ByteCoding

/// Changes of the configuration, through joint consensus (dissertation §4.3).
///
/// A configuration takes effect as soon as it is appended, on every node, and is taken back when
/// its entry is dropped. A joint one is left by itself: once it is committed, the leader appends
/// the simple configuration that follows.
extension RaftNode {
    /// Appends the configuration that `change` leads to, if this node leads and nothing speaks
    /// against it.
    @discardableResult
    package mutating func changeMembership(_ change: MembershipChange) -> MembershipOutcome {
        let next: Membership
        do throws(MembershipRefusal) {
            next = try self.next(for: change)
        } catch {
            self.marks.insert(.refusedChange)
            return .refused(error)
        }
        if change.isForced {
            self.marks.insert(.forcedChange)
        }
        if next.isJoint {
            self.marks.insert(.enteredJoint)
        }
        let index = self.appendAsLeader(kind: .membership, payload: next.encodedPayload())
        return .appended(index: index, term: self.term)
    }

    private func next(for change: MembershipChange) throws(MembershipRefusal) -> Membership {
        guard self.role == .leader, let leadership = self.leadership else {
            throw .notLeader(self.leader)
        }
        if let target = leadership.transferTarget {
            throw .transferring(to: target)
        }
        // Before its own entry commits, a leader cannot know that an earlier change is done; two
        // changes from two leaders could then both take effect (the 2015 correction of §4.1).
        guard self.log.term(at: self.log.commitIndex) == self.term else { throw .notYetCommitted }
        guard !self.history.current.isJoint, self.history.index <= self.log.commitIndex else {
            throw .changeUnderWay(index: self.history.index)
        }
        let next = try self.history.current.applying(change.steps)
        if !change.isForced {
            try self.checkAvailability(of: next, with: leadership)
        }
        return next
    }

    /// Refuses a change after which the cluster could not go on at once.
    private func checkAvailability(
        of next: Membership, with leadership: Leadership
    ) throws(MembershipRefusal) {
        for node in next.incoming where !self.history.current.isVoter(node) {
            guard let progress = leadership.progress(of: node), progress.isAnswering else {
                throw .notAnswering(node)
            }
            let behind = progress.matchIndex.distance(to: self.log.lastIndex)
            guard behind <= Limits.catchUpEntries else {
                throw .notCaughtUp(node, entriesBehind: behind, limit: Limits.catchUpEntries)
            }
        }
        guard next.isJoint else { return }
        let answering = next.incoming.count { node in
            node == self.id || leadership.progress(of: node)?.isAnswering == true
        }
        let needed = next.incoming.count / 2 + 1
        guard answering >= needed else {
            throw .quorumNotReachable(answering: answering, needed: needed)
        }
    }

    /// Takes configurations from entries that were just appended.
    mutating func adoptMemberships(in entries: some Sequence<Entry>) {
        for entry in entries where entry.kind == .membership {
            do {
                let membership = try Membership(payload: entry.payload)
                self.history.append(MembershipRecord(index: entry.index, membership: membership))
            } catch {
                invariant(false, "the membership at \(entry.index) does not decode: \(error)")
            }
        }
        self.leadership?.follow(
            self.history.current, without: self.id, nextIndex: self.log.lastIndex.next)
    }

    /// Takes back configurations whose entries are dropped.
    mutating func dropMemberships(from index: LogIndex) {
        if self.history.truncateSuffix(from: index) {
            self.marks.insert(.rolledBackMembership)
        }
    }

    /// Appends the simple configuration after a joint one that is committed.
    ///
    /// Also done by a leader that found the joint configuration in its log.
    mutating func leaveJointIfCommitted() {
        guard self.history.current.isJoint, self.history.index <= self.log.commitIndex,
            self.log.term(at: self.log.commitIndex) == self.term,
            self.leadership?.transferTarget == nil
        else { return }
        self.marks.insert(.leftJoint)
        self.appendAsLeader(
            kind: .membership, payload: self.history.current.leavingJoint().encodedPayload())
    }

    /// Whether this node may stand for election.
    ///
    /// Also when the newest configuration is without it, as long as that is not known to be
    /// committed: its log may be the only complete one among those whose votes are needed, and then
    /// nobody else can win (dissertation §4.2.2). And when a node asks for its vote whose log is
    /// shorter: that one counts it as a voter, by a change that may never have been committed, and
    /// cannot win without it.
    var mayCampaign: Bool {
        if self.history.current.isVoter(self.id) || self.election.isNeeded { return true }
        return self.history.index > self.log.commitIndex
            && self.history.previous?.isVoter(self.id) == true
    }

    /// What follows for the leader when a simple configuration is committed.
    ///
    /// - Those who left hear of it for a while longer, so that they know.
    /// - A leader that is no voter any more hands over and steps down (dissertation §4.2.2).
    mutating func finishChange() {
        guard !self.history.current.isJoint, self.history.index <= self.log.commitIndex else {
            return
        }
        if self.leadership?.dismissDeparting(after: self.options.electionTicks) == true {
            self.marks.insert(.keptTellingDeparted)
        }
        guard !self.history.current.isVoter(self.id) else { return }
        self.marks.insert(.removedItself)
        let successor = self.leadership?.bestPeer(among: self.history.current.incoming)
        if let successor {
            self.send(.timeoutNow, to: successor)
        }
        self.becomeFollower(term: self.term, leader: nil)
    }
}
