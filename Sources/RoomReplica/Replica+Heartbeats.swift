internal import Raft

/// Word of hosts on its way to the leader, and its answers.
extension Replica {
    /// Tells that hosts are there; at most `Limits.heartbeatsPerBatch` of them.
    ///
    /// The answer comes in `ReplicaReady.heartbeatAnswers`, under `ticket`, which is not 0 and
    /// never used twice. Without one, or after a failure, they are to be told of again.
    package mutating func heartbeat(_ heartbeats: [HostHeartbeat], ticket: UInt64) {
        self.followLeadership()
        guard heartbeats.count <= Limits.heartbeatsPerBatch else {
            self.output.answerHeartbeats(
                ticket,
                .failure(.overloaded(limit: "\(Limits.heartbeatsPerBatch) heartbeats at once")))
            return
        }
        guard !self.upkeep.heartbeats.isFull else {
            self.output.answerHeartbeats(
                ticket,
                .failure(
                    .overloaded(limit: "\(Limits.waitingHeartbeats) batches of heartbeats wait")))
            return
        }
        if self.raft.role == .leader {
            self.hear(heartbeats, origin: .local(ticket: ticket))
        } else if let leader = self.raft.leader {
            self.marks.insert(.forwardedHeartbeats)
            self.upkeep.heartbeats.didSend(ticket, to: leader)
            self.output.frames.add(
                .heartbeats(ForwardedHeartbeats(ticket: ticket, heartbeats: heartbeats)),
                to: leader)
        } else {
            self.output.answerHeartbeats(ticket, .failure(.noLeader))
        }
    }

    /// The callers behind these tickets wait no longer; they are answered with `deadlineExceeded`.
    package mutating func expire(heartbeats tickets: Set<UInt64>) {
        self.upkeep.heartbeats.expire(tickets)
        for ticket in tickets.sorted() {
            self.output.answerHeartbeats(ticket, .failure(.deadlineExceeded))
        }
    }

    mutating func takeForwarded(_ forwarded: ForwardedHeartbeats, from node: NodeID) {
        self.followLeadership()
        let origin = HeartbeatExchange.Origin.remote(node, ticket: forwarded.ticket)
        guard self.raft.role == .leader, !self.upkeep.heartbeats.isFull else {
            self.answer(.init(origin: origin, results: []), isTaken: false)
            return
        }
        self.hear(forwarded.heartbeats, origin: origin)
    }

    mutating func takeAnswer(_ answer: HeartbeatsAnswer, from node: NodeID) {
        guard self.upkeep.heartbeats.takeSent(answer.ticket, to: node) else { return }
        self.output.answerHeartbeats(
            answer.ticket, answer.results.map { .success($0) } ?? .failure(.noLeader))
    }

    /// Answers what a quorum has confirmed.
    mutating func answerConfirmedHeartbeats() {
        for held in self.upkeep.heartbeats.takeConfirmed() {
            self.marks.insert(.confirmedHeartbeats)
            self.answer(held, isTaken: true)
        }
    }

    /// Answers what waited for another leader than `leader`.
    mutating func dropHeartbeats(leader: NodeID?) {
        for ticket in self.upkeep.heartbeats.takeSent(notTo: leader) {
            self.marks.insert(.droppedHeartbeats)
            self.output.answerHeartbeats(ticket, .failure(.noLeader))
        }
        for held in self.upkeep.heartbeats.takeHeld() {
            self.marks.insert(.droppedHeartbeats)
            self.answer(held, isTaken: false)
        }
    }

    /// Notes hosts as present at once, which can only keep a room live; who sent it is told once
    /// it is certain that this node leads.
    private mutating func hear(
        _ heartbeats: [HostHeartbeat], origin: HeartbeatExchange.Origin
    ) {
        let now = self.clock.bootMilliseconds
        var results: [HeartbeatResult] = []
        results.reserveCapacity(heartbeats.count)
        for heartbeat in heartbeats {
            results.append(self.upkeep.presences.hear(heartbeat, at: now))
        }
        // An earlier leader may have decided that one of them is lost, and that decision may lie in
        // this log: nobody is promised anything before it is applied here.
        guard self.upkeep.hasBegun(applied: self.applied.index) else {
            self.marks.insert(.droppedHeartbeats)
            self.answer(.init(origin: origin, results: []), isTaken: false)
            return
        }
        self.upkeep.heartbeats.hold(.init(origin: origin, results: results))
    }

    private mutating func answer(_ held: HeartbeatExchange.Held, isTaken: Bool) {
        switch held.origin {
        case .local(let ticket):
            self.output.answerHeartbeats(
                ticket, isTaken ? .success(held.results) : .failure(.noLeader))
        case .remote(let node, let ticket):
            self.output.frames.add(
                .heartbeatsAnswer(
                    HeartbeatsAnswer(ticket: ticket, results: isTaken ? held.results : nil)),
                to: node)
        }
    }
}
