internal import Raft
internal import RoomReplica

/// What nodes say is held against what they have promised and what their disks hold.
extension Checker {
    /// A frame leaves a node.
    ///
    /// A vote counts when it is told, whatever becomes of the disk that it should be on.
    mutating func didSend(
        _ frame: ReplicaFrame, from node: SimulatedNode, to receiver: SimulatedNode
    ) {
        let target = receiver.id
        self.settleDebts(of: node)
        for case .raft(let message) in frame.messages {
            if node.owes(message) {
                self.forfeit()
                return
            }
            self.checkQuarantine(message, from: node)
            if case .requestVote = message.body {
                self.expect(
                    node.watch.mayStand, "a node stands that is no voter and that nobody needs",
                    "node \(node.id) in term \(message.term)")
            }
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
                self.didCampaign(in: request.campaignTerm)
            case .readIndex(let read):
                self.didAskForRead(read.request, on: node.id)
            case .timeoutNow:
                self.checkHandover(in: message.term, from: node, to: receiver)
            case .readIndexReply(let reply) where reply.index != nil:
                self.didConfirmRead(reply.request, of: target, by: node)
            case .appendAccepted(let accepted):
                // What a later leader has replaced meanwhile was there when it was promised.
                self.expect(
                    accepted.matchIndex <= node.log.lastIndex
                        || message.term < node.log.hardState.term,
                    "entries were acknowledged before they were durable",
                    "node \(node.id): \(accepted.matchIndex), durable \(node.log.lastIndex)")
                self.checkMatch(accepted.matchIndex, in: message.term, of: node, with: receiver)
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

    /// Up to what is acknowledged, the log is the leader's: with equal terms at an index all before
    /// it is equal (Raft §5.3).
    private mutating func checkMatch(
        _ index: LogIndex, in term: Term, of node: SimulatedNode, with leader: SimulatedNode
    ) {
        guard leader.isUp, let positions = leader.positions, positions.role == .leader,
            positions.term == term, node.log.hardState.term == term,
            let wanted = leader.replica.term(at: index), let held = node.log.term(at: index)
        else { return }
        self.expect(
            wanted == held, "what was acknowledged is not the leader's",
            "node \(node.id) at \(index): term \(held), node \(leader.id): term \(wanted)")
    }

    /// A leader hands out a write: it carries how far each peer was heard to be, unless an earlier
    /// one did.
    mutating func checkAcknowledgements(in write: LogWrite, of node: SimulatedNode) {
        guard node.positions?.role == .leader, write.sequence.rawValue % 8 == 0 else { return }
        let written =
            [write] + node.work.log.compactMap(\.write) + node.work.logBatch.compactMap(\.write)
        for peer in node.replica.status().raft.peers where peer.matchIndex > .zero {
            let known = written.flatMap(\.acknowledgements) + node.log.acknowledgements
            self.expect(
                known.contains { $0.node == peer.node && $0.index >= peer.matchIndex },
                "an acknowledgement is not written",
                "node \(node.id) of node \(peer.node): \(peer.matchIndex)")
        }
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
            case .reminder:
                false
            case .appendAccepted(let accepted) where quarantine.mayHold:
                accepted.matchIndex > quarantine.lastIndex
            case .requestVote(let request) where quarantine.mayHold:
                request.campaignTerm > quarantine.term.next
            case .vote(let vote) where quarantine.mayHold:
                vote.campaignTerm > quarantine.term.next
            case .vote, .requestVote, .appendAccepted, .heartbeatReply, .appendRejected:
                !quarantine.mayHold
            default:
                message.term > quarantine.term
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
