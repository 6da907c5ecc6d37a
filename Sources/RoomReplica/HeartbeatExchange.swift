internal import Raft
internal import RoomState

/// Batches of heartbeats that wait for their answers: at another leader, or here for the
/// confirmation that this node still leads.
///
/// Nobody is told that a host is present before a quorum has confirmed the leadership after the
/// heartbeat came: a later leader then began later, and grants at least as much.
struct HeartbeatExchange: Sendable {
    enum Origin: Equatable, Sendable {
        case local(ticket: UInt64)
        case remote(NodeID, ticket: UInt64)
    }

    struct Held: Sendable {
        var origin: Origin
        var results: [HeartbeatResult]
    }

    /// Confirms this node's leadership, as it does for linearizable reads.
    var rounds: ReadTable
    /// By the ticket of their round; read by ticket only.
    private var held: [UInt64: Held] = [:]
    private var lastRound: UInt64 = 0
    /// Where the batches of own callers were sent; read by ticket, or in the order of tickets.
    private var sent: [UInt64: NodeID] = [:]

    init(firstRequest: UInt64) {
        self.rounds = ReadTable(firstRequest: firstRequest)
    }

    var isFull: Bool { self.held.count + self.sent.count >= Limits.waitingHeartbeats }

    mutating func hold(_ answer: Held) {
        self.lastRound += 1
        self.held[self.lastRound] = answer
        self.rounds.gather(self.lastRound)
    }

    /// The answers that a quorum has confirmed.
    mutating func takeConfirmed() -> [Held] {
        // What was confirmed need not be applied: nothing is read.
        self.rounds.takeGranted(applied: LogIndex(.max))
            .compactMap { self.held.removeValue(forKey: $0) }
    }

    mutating func didSend(_ ticket: UInt64, to node: NodeID) {
        self.sent[ticket] = node
    }

    /// Whether `ticket` waits for an answer of `node`.
    mutating func takeSent(_ ticket: UInt64, to node: NodeID) -> Bool {
        guard self.sent[ticket] == node else { return false }
        self.sent[ticket] = nil
        return true
    }

    /// Another node leads, or none: everything that waits here.
    mutating func takeHeld() -> [Held] {
        let held = self.held.sorted { $0.key < $1.key }.map(\.value)
        self.held = [:]
        _ = self.rounds.takeAll()
        return held
    }

    /// Another node leads, or none: the tickets that wait for an answer of others than `leader`.
    mutating func takeSent(notTo leader: NodeID?) -> [UInt64] {
        let tickets = self.sent.filter { $0.value != leader }.keys.sorted()
        for ticket in tickets {
            self.sent[ticket] = nil
        }
        return tickets
    }

    /// The callers behind these tickets wait no longer.
    mutating func expire(_ tickets: Set<UInt64>) {
        for ticket in tickets {
            self.sent[ticket] = nil
        }
        let rounds = self.held.filter { _, held in
            if case .local(let ticket) = held.origin { tickets.contains(ticket) } else { false }
        }.keys.sorted()
        for round in rounds {
            self.held[round] = nil
        }
        self.rounds.expire(Set(rounds))
    }
}
