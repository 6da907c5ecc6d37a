internal import DequeModule
internal import Raft

/// Proposals that wait: in this leader's log, at another leader, or for a leader to appear.
///
/// Commands carry request ids, so a proposal whose fate is unknown may simply be proposed again: it
/// takes effect once. That is why a change of leader costs a caller time and not an answer.
struct ProposalTable: Sendable {
    enum Origin: Equatable, Sendable {
        case local(ticket: UInt64)
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
        var command: [UInt8]
        var sentAt: UInt64
    }

    /// In the log of this node, ascending by index.
    private var appended: Deque<Appended> = []
    /// Read by ticket, and in the order of tickets, never in the Dictionary's own.
    private var forwarded: [UInt64: Forwarded] = [:]
    private(set) var unrouted: Deque<ForwardedCommand> = []
    /// Sent back by a node that does not lead; routed anew at the next tick, not at once, so that
    /// two nodes that disagree about the leader do not keep each other busy.
    private var bounced: [ForwardedCommand] = []
    private var unansweredBytes = 0

    var count: Int {
        self.appended.count + self.forwarded.count + self.unrouted.count + self.bounced.count
    }

    var isFull: Bool {
        self.count >= Limits.waitingProposals || self.unansweredBytes >= Limits.unansweredBytes
    }

    mutating func didAppend(_ proposal: Appended) {
        self.appended.append(proposal)
        self.unansweredBytes += proposal.command.count
    }

    mutating func didForward(_ command: ForwardedCommand, to target: NodeID, at tick: UInt64) {
        self.forwarded[command.ticket] = Forwarded(
            target: target, command: command.command, sentAt: tick)
        self.unansweredBytes += command.command.count
    }

    mutating func hold(_ command: ForwardedCommand) {
        self.unrouted.append(command)
        self.unansweredBytes += command.command.count
    }

    mutating func takeUnrouted() -> [ForwardedCommand] {
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

    /// Returns whether the ticket waited for this answer.
    mutating func takeForwarded(_ ticket: UInt64) -> Bool {
        guard let forwarded = self.forwarded.removeValue(forKey: ticket) else { return false }
        self.unansweredBytes -= forwarded.command.count
        return true
    }

    mutating func bounce(_ ticket: UInt64) {
        guard let forwarded = self.forwarded.removeValue(forKey: ticket) else { return }
        self.bounced.append(ForwardedCommand(ticket: ticket, command: forwarded.command))
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
            case .local(let ticket):
                self.unrouted.append(ForwardedCommand(ticket: ticket, command: proposal.command))
            case .remote:
                self.unansweredBytes -= proposal.command.count
            }
        }
        self.appended.removeAll()
    }

    /// What was sent to another node than `leader`, or before `tick` and not answered, is routed
    /// anew.
    mutating func rerouteForwarded(leader: NodeID?, sentBefore tick: UInt64) {
        let tickets = self.forwarded.filter { $0.value.target != leader || $0.value.sentAt < tick }
            .keys.sorted()
        for ticket in tickets {
            if let forwarded = self.forwarded.removeValue(forKey: ticket) {
                self.unrouted.append(
                    ForwardedCommand(ticket: ticket, command: forwarded.command))
            }
        }
    }

    /// Forgets the tickets that were never proposed and returns them in order.
    mutating func expireUnrouted(_ tickets: Set<UInt64>) -> [UInt64] {
        let expired = self.unrouted.filter { tickets.contains($0.ticket) }
        guard !expired.isEmpty else { return [] }
        self.unrouted.removeAll { tickets.contains($0.ticket) }
        self.unansweredBytes -= expired.reduce(0) { $0 + $1.command.count }
        return expired.map(\.ticket)
    }

    /// Forgets tickets that were proposed or sent.
    mutating func expireSent(_ tickets: Set<UInt64>) {
        for ticket in tickets.sorted() {
            _ = self.takeForwarded(ticket)
        }
        for command in self.bounced where tickets.contains(command.ticket) {
            self.unansweredBytes -= command.command.count
        }
        self.bounced.removeAll { tickets.contains($0.ticket) }
    }
}
