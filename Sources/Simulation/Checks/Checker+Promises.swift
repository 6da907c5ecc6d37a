internal import Raft
internal import RoomReplica

/// What nodes say is held against what they have promised and what their disks hold.
extension Checker {
    /// A frame leaves a node.
    ///
    /// A vote counts when it is told, whatever becomes of the disk that it should be on.
    mutating func didSend(_ frame: ReplicaFrame, from node: SimulatedNode, to target: NodeID) {
        self.settleDebts(of: node)
        for case .raft(let message) in frame.messages {
            if node.owes(message) {
                self.forfeit()
                return
            }
            self.checkQuarantine(message, from: node)
            switch message.body {
            case .vote(let vote) where vote.isGranted && vote.isPreVote:
                self.checkPreVote(vote, from: node, to: target)
            case .vote(let vote) where vote.isGranted:
                self.didVote(node.id, for: message.to, in: vote.campaignTerm)
                self.expect(
                    node.log.hardState.term >= vote.campaignTerm,
                    "a vote was told before it was durable",
                    "node \(node.id) in term \(vote.campaignTerm)")
            case .requestVote(let request) where !request.isPreVote:
                self.didVote(node.id, for: node.id, in: request.campaignTerm)
            case .appendAccepted(let accepted):
                // What a later leader has replaced meanwhile was there when it was promised.
                self.expect(
                    accepted.matchIndex <= node.log.lastIndex
                        || message.term < node.log.hardState.term,
                    "entries were acknowledged before they were durable",
                    "node \(node.id): \(accepted.matchIndex), durable \(node.log.lastIndex)")
            case .reminder(let reminder):
                if let owed = node.watch.owed[target],
                    (reminder.term, reminder.index) >= (owed.term, owed.index)
                {
                    node.watch.owed[target] = nil
                }
            default:
                break
            }
        }
    }

    /// What directories had promised that were put away is no longer owed once the present one
    /// holds it, or what a later leader put in its place.
    mutating func settleDebts(of node: SimulatedNode) {
        guard !node.disk.forgotten.isEmpty else { return }
        let log = node.log
        node.disk.forgotten.removeAll { log.makesUp(for: $0) }
    }

    /// A host lets a guest in.
    mutating func didAdmit(_ guest: SimulatedNode, at host: SimulatedNode) {
        guard let first = host.disk.firstSeen[guest.id] else {
            host.disk.firstSeen[guest.id] = guest.disk.store
            return
        }
        self.expect(
            first == guest.disk.store
                || host.replica.membership.member(guest.id)?.store == guest.disk.store,
            "a node was let in with another directory",
            "node \(guest.id) at node \(host.id): store \(guest.disk.store) after \(first)")
    }

    // MARK: - Reminders

    /// A node has taken a frame that begins with a reminder.
    ///
    /// - Parameter before: where it stood when it took it.
    mutating func didTakeReminder(
        _ reminder: Reminder, on node: SimulatedNode, from before: ReplicaPositions
    ) {
        let after = node.replica.positions
        let isBehind =
            before.term < reminder.term
            || (before.term == reminder.term && before.lastIndex < reminder.index)
        self.expect(
            !isBehind || after.isQuarantined, "a node does not believe that it has forgotten",
            "node \(node.id) in term \(before.term) ends at \(before.lastIndex) and once "
                + "acknowledged \(reminder.index) in term \(reminder.term)")
    }

    /// Whether everyone was told to whom a link was opened; asked while no write is under way.
    mutating func checkOwed(_ node: SimulatedNode) {
        if let (target, owed) = node.watch.owed.min(by: { $0.key < $1.key }) {
            self.fail(
                "a node was not told what it had acknowledged",
                "node \(target) by node \(node.id): \(owed.index) in term \(owed.term)")
        }
    }

    private mutating func checkQuarantine(_ message: Message, from node: SimulatedNode) {
        guard let quarantine = node.watch.quarantine else { return }
        let takesPart: Bool =
            switch message.body {
            case .vote(let vote): vote.campaignTerm > quarantine.term.next
            case .requestVote(let request): request.campaignTerm > quarantine.term.next
            case .appendAccepted(let accepted): accepted.matchIndex > quarantine.lastIndex
            default: message.term > quarantine.term
            }
        self.expect(
            !takesPart, "a node takes part that knows it has forgotten",
            "node \(node.id), since term \(quarantine.term): \(message.body)")
    }

    private mutating func checkPreVote(_ vote: Vote, from node: SimulatedNode, to target: NodeID) {
        guard let asked = node.watch.asked[SimulatedNode.place(of: target)],
            asked.term == vote.campaignTerm, let leader = asked.leader,
            let positions = node.positions, positions.role == .follower,
            positions.leader == leader, positions.term == asked.ownTerm
        else { return }
        self.fail(
            "a pre-vote was granted while a leader is heard",
            "node \(node.id) to node \(target) in term \(vote.campaignTerm), hears \(leader)")
    }
}

extension SimulatedNode {
    /// Nodes are numbered from 1 in the order of their places.
    static func place(of id: NodeID) -> Int { Int(id.rawValue) - 1 }

    /// Whether its disk lacks what was acknowledged at `index` in `term`, as far as terms and the
    /// length of the log tell.
    func isBehind(_ term: Term, _ index: LogIndex) -> Bool {
        (self.log.hardState.term, self.log.lastIndex) < (term, index)
            && (self.log.hardState.term < term || self.log.lastIndex < index)
    }

    /// Whether a message counts on promises that this node has forgotten.
    fileprivate func owes(_ message: Message) -> Bool {
        guard !self.disk.forgotten.isEmpty else { return false }
        switch message.body {
        case .vote(let vote):
            return vote.isGranted && !vote.isPreVote
        case .requestVote(let request):
            return !request.isPreVote
        case .appendAccepted, .heartbeatReply:
            // To a leader of a term that this node had left, which may serve reads by it.
            return self.disk.forgotten.contains { message.term < $0.hardState.term }
        default:
            return false
        }
    }
}

extension LogImage {
    /// Whether this log may stand in for `past`: it holds its end, or ends in a term of which
    /// `past` knew nothing, and remembers its vote or has gone beyond its term.
    fileprivate func makesUp(for past: LogImage) -> Bool {
        let isSettledVote =
            self.hardState.term > past.hardState.term
            || (self.hardState.term == past.hardState.term
                && (past.hardState.votedFor == nil
                    || self.hardState.votedFor == past.hardState.votedFor))
        guard isSettledVote else { return false }
        return self.truncatedIndex >= past.lastIndex || self.lastTerm > past.hardState.term
            || self.slot(at: past.lastIndex)?.chain == past.lastChain
    }
}
