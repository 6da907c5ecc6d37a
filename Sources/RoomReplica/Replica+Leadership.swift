internal import Raft

/// What follows from a change of leader, and from differences between the nodes' states.
extension Replica {
    /// Notices a change of leader or term and routes anew what waited for the old one.
    mutating func followLeadership() {
        let now = Routing(
            leader: self.raft.leader, term: self.raft.term, isLeader: self.raft.role == .leader)
        guard now != self.routing else { return }
        let before = self.routing
        self.routing = now
        if now.isLeader, !before.isLeader || before.term != now.term {
            self.clock.anchorAtElection(
                voters: self.raft.membership.voters, own: self.identity.node)
            self.upkeep.endLeadership()
            self.upkeep.presences.grantAll(at: self.clock.bootMilliseconds)
            _ = self.beginTerm()
        }
        self.dropHeartbeats(leader: now.leader)
        if !now.isLeader {
            self.clock.stopLeading()
            self.upkeep.endLeadership()
            self.proposals.rerouteAppended()
        }
        if self.proposals.rerouteForwarded(leader: now.leader, sentBefore: 0) {
            self.marks.insert(.reroutedProposal)
        }
        self.reads.retry()
    }

    /// A node that was removed hears of no leader again: whoever waits here is told at once, and
    /// asks another node.
    mutating func dismissCallersIfRemoved() {
        self.health.wasRemoved = self.raft.isRemoved
        guard self.health.wasRemoved, self.raft.role != .leader else { return }
        self.proposals.rerouteForwarded(leader: nil, sentBefore: .max)
        for proposal in self.proposals.takeUnrouted() {
            self.refuse(proposal, .notReady(reason: ReplicaHealth.removed))
        }
        self.dismissReaders(because: ReplicaHealth.removed)
    }

    private mutating func dismissReaders(because reason: String) {
        for ticket in self.reads.takeAll() where ticket != Self.barrierTicket {
            self.output.answerRead(ticket, .failure(.notReady(reason: reason)))
        }
    }

    mutating func judgeDigests() {
        self.marks.insert(.comparedDigests)
        let verdict = self.health.digests.judge(voters: self.raft.membership.voters)
        self.health.note(verdict)
        if let reason = self.health.refusalOfReads {
            if self.raft.role == .leader {
                _ = self.raft.transferLeadership(to: nil)
            }
            self.dismissReaders(because: reason)
        }
    }
}
