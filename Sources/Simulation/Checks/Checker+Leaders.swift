internal import Raft
internal import RoomReplica

/// What is asked of leaders, and of those who hear one, beyond what keeps the logs equal.
extension Checker {
    /// A node has taken a turn in which it led before and after.
    ///
    /// - Parameter isMoved: whether a tick or an operator may have ended a transfer in the turn.
    mutating func checkLeader(
        _ node: SimulatedNode, before: ReplicaPositions, isMoved: Bool, window: Int
    ) {
        guard let now = node.positions, now.role == .leader, before.term == now.term else { return }
        if let target = now.transferTarget, target == before.transferTarget, !isMoved {
            self.expect(
                now.lastIndex == before.lastIndex, "a leader takes commands while it hands over",
                "node \(node.id) to node \(target): from \(before.lastIndex) to \(now.lastIndex)")
        }
        self.expect(
            node.replica.mostInflight <= window, "a window is not honoured",
            "node \(node.id): \(node.replica.mostInflight) of \(window) appends")
        if before.role == .leader, now.commitIndex > before.commitIndex {
            // By counting it commits its own term's entries only (Raft §5.4.2).
            let term = node.replica.term(at: now.commitIndex)
            self.expect(
                term == now.term, "a leader commits what an earlier term left",
                "node \(node.id) in term \(now.term): index \(now.commitIndex) of term "
                    + "\(term ?? .zero)")
        }
        if let slot = self.ghost.slot(at: now.appliedIndex) {
            self.expect(
                node.replica.groupTime >= slot.groupTime,
                "a leader's time is behind what it applied",
                "node \(node.id): \(node.replica.groupTime), applied \(slot.groupTime)")
        }
    }

    /// A leader asks another node to stand.
    ///
    /// That holds all that the leader does, or it could not win and would only disturb
    /// (dissertation §3.10); one that has removed itself leads no more and picks the best there is.
    mutating func checkHandover(
        in term: Term, from node: SimulatedNode, to receiver: SimulatedNode
    ) {
        guard let positions = node.positions, positions.role == .leader, positions.term == term,
            receiver.status != .lost, receiver.disk.forgotten.isEmpty,
            receiver.log.hardState.term <= term
        else { return }
        self.expect(
            receiver.log.lastIndex >= node.watch.lastIndexBefore,
            "a leader hands over to a node that lacks entries",
            "node \(node.id) at \(node.watch.lastIndexBefore), node \(receiver.id) at "
                + "\(receiver.log.lastIndex)")
    }

    /// A node is in another role after a turn that it began with the configuration `membership`.
    ///
    /// It stands as a voter; else when somebody asked for its vote in this term, and when it does
    /// not know that it is no voter any more (dissertation §4.2.2).
    mutating func checkMayStand(_ node: SimulatedNode, from membership: Membership) {
        guard let positions = node.positions,
            positions.role == .preCandidate || positions.role == .candidate
        else { return }
        let isVoter = membership.isVoter(node.id) || node.replica.membership.isVoter(node.id)
        let isAsked = node.watch.askedIn.map { $0.next >= positions.term } ?? false
        self.expect(
            isVoter || isAsked
                || node.watch.mayStand
                    && node.replica.status().raft.membershipIndex > positions.commitIndex,
            "a node stands that is no voter and that nobody needs",
            "node \(node.id) in term \(positions.term)")
    }

    /// A change of the members was asked for: one at a time, and only once the leader knows that an
    /// earlier one is done (the 2015 correction of dissertation §4.1).
    mutating func checkChange(
        _ outcome: MembershipOutcome, on node: SimulatedNode, before: RaftStatus
    ) {
        guard case .appended(let index, _) = outcome else { return }
        let isFree =
            before.role == .leader && before.transferTarget == nil
            && before.membership.outgoing.isEmpty && before.membershipIndex <= before.commitIndex
            && node.replica.term(at: before.commitIndex) == before.term
        self.expect(
            isFree, "a change of the members began while another one was under way",
            "node \(node.id) at \(index): the configuration at \(before.membershipIndex), "
                + "committed \(before.commitIndex)")
    }

    /// Unless it was forced, a change leaves the cluster able to go on at once: who becomes a voter
    /// was heard lately, and so was a majority of the voters to be.
    mutating func checkAvailability(
        on node: SimulatedNode, before: Membership, electionTicks: Int
    ) {
        let next = node.replica.membership
        guard next.outgoing == before.incoming else { return }
        let limit = 2 * UInt64(electionTicks) + 1
        func isHeard(_ id: NodeID) -> Bool {
            id == node.id
                || node.watch.ticks - node.watch.heard[SimulatedNode.place(of: id)] <= limit
        }
        let silent = next.incoming.filter { !isHeard($0) }
        self.expect(
            2 * silent.count < next.incoming.count && silent.allSatisfy(before.incoming.contains),
            "a change of the members makes silent nodes voters",
            "node \(node.id): \(before.incoming) to \(next.incoming), silent \(silent)")
    }

    /// A follower has taken a turn, told before it that its disk has no room for more entries.
    mutating func checkFullDisk(_ node: SimulatedNode, before: ReplicaPositions) {
        guard let now = node.positions, before.role == .follower, now.role == .follower,
            now.truncatedIndex == before.truncatedIndex
        else { return }
        self.expect(
            now.lastIndex <= before.lastIndex, "a full disk takes entries",
            "node \(node.id): from \(before.lastIndex) to \(now.lastIndex)")
    }

    /// What a leader takes for a peer's is on the peer's disk, unless that has gone on to a later
    /// term.
    mutating func checkMatches(of node: SimulatedNode, among nodes: [SimulatedNode]) {
        guard let positions = node.positions, positions.role == .leader else { return }
        for peer in node.replica.status().raft.peers where peer.matchIndex > .zero {
            let place = SimulatedNode.place(of: peer.node)
            guard nodes.indices.contains(place) else { continue }
            let other = nodes[place]
            guard other.status != .lost, other.disk.forgotten.isEmpty,
                other.log.hardState.term <= positions.term,
                peer.matchIndex >= other.log.truncatedIndex,
                let wanted = node.replica.term(at: peer.matchIndex)
            else { continue }
            let held = other.log.term(at: peer.matchIndex)
            self.expect(
                held == wanted, "a leader takes more for a peer's than that has",
                "node \(node.id) of node \(peer.node) at \(peer.matchIndex): term \(wanted), "
                    + "on its disk \(held.map(\.description) ?? "nothing")")
        }
    }

    /// A leader that has long heard too few must have stepped down (dissertation §6.2).
    ///
    /// It counts its voters once in an election timeout, and each must have answered since the last
    /// count; so none that is counted was last heard more than two timeouts ago.
    mutating func checkQuorumIsHeard(_ node: SimulatedNode, electionTicks: Int) {
        let membership = node.replica.membership
        let limit = 2 * UInt64(electionTicks) + 1
        guard node.positions?.role == .leader, membership.voters.count > 1,
            node.watch.ticks - node.watch.settledAt > limit
        else { return }
        let isHeard = Majority(membership).isReached { id in
            id == node.id
                || node.watch.ticks - node.watch.heard[SimulatedNode.place(of: id)] <= limit
        }
        self.expect(
            isHeard, "a leader goes on without a quorum",
            "node \(node.id) in term \(node.positions?.term ?? .zero)")
    }
}

extension NodeWatch {
    /// A node is about to take a frame.
    mutating func willTake(
        _ frame: ReplicaFrame, from place: Int, at positions: ReplicaPositions?,
        electionTicks: Int
    ) {
        self.heard[place] = self.ticks
        for case .raft(let message) in frame.messages {
            if case .requestVote = message.body { self.mayStand = true }
            switch message.body {
            case .appendEntries, .heartbeat:
                if message.term >= positions?.term ?? .zero { self.leaderHeardAt = self.ticks }
            case .requestVote(let request) where request.isPreVote:
                self.willAnswer(request, of: place, at: positions, electionTicks: electionTicks)
            default:
                break
            }
        }
    }

    private mutating func willAnswer(
        _ request: RequestVote, of place: Int, at positions: ReplicaPositions?,
        electionTicks: Int
    ) {
        var asked = Asked(
            term: request.campaignTerm, ownTerm: positions?.term ?? .zero, leader: nil)
        // A tick less than the timeout, for this one may not have been counted yet.
        if let positions, positions.role == .follower, positions.term < request.campaignTerm,
            self.leaderHeardAt > 0, self.ticks - self.leaderHeardAt + 1 < UInt64(electionTicks)
        {
            asked.leader = positions.leader
        }
        // A late copy of an earlier question takes nothing back.
        if let earlier = self.asked[place],
            earlier.term > asked.term || earlier.term == asked.term && earlier.leader == nil
        {
            return
        }
        self.asked[place] = asked
    }
}
