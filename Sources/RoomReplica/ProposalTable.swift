internal import DequeModule
internal import Raft

/// Proposals that wait: in this leader's log, at another leader, or for a leader to appear.
///
/// Commands carry request ids, so a proposal whose fate is unknown may simply be proposed again: it
/// takes effect once. That is why a change of leader costs a caller time and not an answer.
struct ProposalTable: Sendable {
    enum Origin: Equatable, Sendable {
        /// Of this node's own caller; `maySucceed` as it was before this attempt.
        case local(ticket: UInt64, maySucceed: Bool)
        case remote(NodeID, ticket: UInt64)
    }

    struct Appended: Sendable {
        var index: LogIndex
        var term: Term
        var origin: Origin
        var command: [UInt8]
    }

    private struct Forwarded: Sendable {
        var target: NodeID
        /// `maySucceed` as it was before it was sent.
        var proposal: PendingProposal
        var sentAt: UInt64
    }

    /// In the log of this node, ascending by index.
    private var appended: Deque<Appended> = []
    /// Read by ticket, and in the order of tickets, never in the Dictionary's own.
    private var forwarded: [UInt64: Forwarded] = [:]
    private(set) var unrouted: Deque<PendingProposal> = []
    /// Sent back by a node that does not lead; routed anew at the next tick, not at once, so that
    /// two nodes that disagree about the leader do not keep each other busy.
    private var bounced: [PendingProposal] = []
    private var unansweredBytes = 0

    var count: Int {
        self.appended.count + self.forwarded.count + self.unrouted.count + self.bounced.count
    }

    var isFull: Bool { self.reachedLimit != nil }

    /// The bound that keeps another proposal from being taken now, in words.
    var reachedLimit: String? {
        if self.count >= Limits.waitingProposals {
            return "\(Limits.waitingProposals) proposals wait"
        }
        if self.unansweredBytes >= Limits.unansweredBytes {
            return "\(Limits.unansweredBytes) bytes of proposals wait"
        }
        return nil
    }

    mutating func didAppend(_ proposal: Appended) {
        self.appended.append(proposal)
        self.unansweredBytes += proposal.command.count
    }

    mutating func didForward(_ proposal: PendingProposal, to target: NodeID, at tick: UInt64) {
        self.forwarded[proposal.ticket] = Forwarded(
            target: target, proposal: proposal, sentAt: tick)
        self.unansweredBytes += proposal.command.count
    }

    mutating func hold(_ proposal: PendingProposal) {
        self.unrouted.append(proposal)
        self.unansweredBytes += proposal.command.count
    }

    mutating func takeUnrouted() -> [PendingProposal] {
        let taken = Array(self.unrouted)
        self.unrouted.removeAll()
        self.unansweredBytes -= taken.reduce(0) { $0 + $1.command.count }
        return taken
    }

    /// The first appended proposal at or below `index`.
    mutating func takeAppended(through index: LogIndex) -> Appended? {
        guard let first = self.appended.first, first.index <= index else { return nil }
        self.unansweredBytes -= first.command.count
        return self.appended.removeFirst()
    }

    /// The proposal that waits for an answer to `ticket` from `node`; `nil` when it was sent to
    /// another one since, or is answered.
    mutating func takeForwarded(_ ticket: UInt64, from node: NodeID) -> PendingProposal? {
        guard let forwarded = self.forwarded[ticket], forwarded.target == node else { return nil }
        return self.takeForwarded(ticket)
    }

    /// `node` does not lead and did not take the proposal.
    ///
    /// Returns whether it waited for that.
    mutating func bounce(_ ticket: UInt64, from node: NodeID) -> Bool {
        guard let forwarded = self.forwarded[ticket], forwarded.target == node else {
            return false
        }
        self.forwarded[ticket] = nil
        self.bounced.append(forwarded.proposal)
        return true
    }

    mutating func routeBounced() {
        self.unrouted.append(contentsOf: self.bounced)
        self.bounced = []
    }

    /// This node no longer leads: what its own clients wait for goes to the next leader; what other
    /// nodes forwarded is theirs to send again.
    mutating func rerouteAppended() {
        for proposal in self.appended {
            switch proposal.origin {
            case .local(let ticket, _):
                self.unrouted.append(
                    PendingProposal(ticket: ticket, command: proposal.command, maySucceed: true))
            case .remote:
                self.unansweredBytes -= proposal.command.count
            }
        }
        self.appended.removeAll()
    }

    /// What was sent to another node than `leader`, or before `tick` and not answered, is routed
    /// anew.
    ///
    /// Returns whether there was any.
    @discardableResult
    mutating func rerouteForwarded(leader: NodeID?, sentBefore tick: UInt64) -> Bool {
        let tickets = self.forwarded.filter { $0.value.target != leader || $0.value.sentAt < tick }
            .keys.sorted()
        for ticket in tickets {
            if var proposal = self.forwarded.removeValue(forKey: ticket)?.proposal {
                proposal.maySucceed = true
                self.unrouted.append(proposal)
            }
        }
        return !tickets.isEmpty
    }

    /// Forgets the tickets whose callers wait no longer.
    ///
    /// Returns, in order, those of which it is certain that they are in no log.
    mutating func expire(_ tickets: Set<UInt64>) -> [UInt64] {
        let waiting = (Array(self.unrouted) + self.bounced).filter { tickets.contains($0.ticket) }
        self.unrouted.removeAll { tickets.contains($0.ticket) }
        self.bounced.removeAll { tickets.contains($0.ticket) }
        self.unansweredBytes -= waiting.reduce(0) { $0 + $1.command.count }
        for ticket in tickets.sorted() {
            _ = self.takeForwarded(ticket)
        }
        return waiting.filter { !$0.maySucceed }.map(\.ticket).sorted()
    }

    private mutating func takeForwarded(_ ticket: UInt64) -> PendingProposal? {
        guard let proposal = self.forwarded.removeValue(forKey: ticket)?.proposal else {
            return nil
        }
        self.unansweredBytes -= proposal.command.count
        return proposal
    }
}
