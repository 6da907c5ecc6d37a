/// What one node tells another (Raft, figure 2, and dissertation §3.10, §6.4, §9.6).
package struct Message: Equatable, Sendable {
    package var from: NodeID
    package var to: NodeID
    /// The sender's current term; never a term that it only hopes for.
    package var term: Term
    package var body: Body

    package init(from: NodeID, to: NodeID, term: Term, body: Body) {
        self.from = from
        self.to = to
        self.term = term
        self.body = body
    }

    package enum Body: Equatable, Sendable {
        case requestVote(RequestVote)
        case vote(Vote)
        case appendEntries(AppendEntries)
        case appendAccepted(AppendAccepted)
        case appendRejected(AppendRejected)
        case heartbeat(Heartbeat)
        case heartbeatReply(HeartbeatReply)
        case readIndex(ReadIndexRequest)
        case readIndexReply(ReadIndexReply)
        /// The leader asks the receiver to stand for election at once (dissertation §3.10).
        case timeoutNow
        /// How far the receiver once said its log was durable, from whoever remembers it durably.
        case reminder(Reminder)
    }
}

/// RequestVote (Raft §5.2) and, before it, PreVote (dissertation §9.6).
package struct RequestVote: Equatable, Sendable {
    /// The term in which the sender wants to lead: its own for a vote, the one after for a
    /// pre-vote.
    package var campaignTerm: Term
    package var lastIndex: LogIndex
    package var lastTerm: Term
    package var isPreVote: Bool
    /// The old leader asked for this election, so it must not be refused on its behalf.
    package var isTransfer: Bool

    package init(
        campaignTerm: Term, lastIndex: LogIndex, lastTerm: Term, isPreVote: Bool, isTransfer: Bool
    ) {
        self.campaignTerm = campaignTerm
        self.lastIndex = lastIndex
        self.lastTerm = lastTerm
        self.isPreVote = isPreVote
        self.isTransfer = isTransfer
    }
}

package struct Vote: Equatable, Sendable {
    package var campaignTerm: Term
    package var isPreVote: Bool
    package var isGranted: Bool

    package init(campaignTerm: Term, isPreVote: Bool, isGranted: Bool) {
        self.campaignTerm = campaignTerm
        self.isPreVote = isPreVote
        self.isGranted = isGranted
    }
}

/// AppendEntries (Raft §5.3).
package struct AppendEntries: Equatable, Sendable {
    package var previousIndex: LogIndex
    package var previousTerm: Term
    /// Contiguous from `previousIndex` + 1; may be empty.
    package var entries: [Entry]
    package var commitIndex: LogIndex
    /// The leader's latest read round; see `Heartbeat`.
    package var round: UInt64

    package init(
        previousIndex: LogIndex, previousTerm: Term, entries: [Entry], commitIndex: LogIndex,
        round: UInt64
    ) {
        self.previousIndex = previousIndex
        self.previousTerm = previousTerm
        self.entries = entries
        self.commitIndex = commitIndex
        self.round = round
    }
}

package struct AppendAccepted: Equatable, Sendable {
    /// The sender's log is durable and equal to the leader's up to here.
    package var matchIndex: LogIndex
    package var round: UInt64

    package init(matchIndex: LogIndex, round: UInt64) {
        self.matchIndex = matchIndex
        self.round = round
    }
}

package struct AppendRejected: Equatable, Sendable {
    /// The `previousIndex` that did not match.
    package var previousIndex: LogIndex
    /// Where the leader may try next: the logs cannot match between here and `previousIndex`.
    package var hintIndex: LogIndex
    /// The sender's term at `hintIndex`.
    package var hintTerm: Term
    package var round: UInt64

    package init(previousIndex: LogIndex, hintIndex: LogIndex, hintTerm: Term, round: UInt64) {
        self.previousIndex = previousIndex
        self.hintIndex = hintIndex
        self.hintTerm = hintTerm
        self.round = round
    }
}

/// Tells a follower that its leader lives, what is committed, and which reads wait for it.
package struct Heartbeat: Equatable, Sendable {
    /// Never above what the receiver is known to hold.
    package var commitIndex: LogIndex
    /// Of the entry at `commitIndex`: with it the receiver sees that its log is the leader's up to
    /// there, also when it has forgotten what it acknowledged.
    package var commitTerm: Term
    /// A number that only grows within a term.
    ///
    /// An answer confirms every read that was registered before the round with this number began: a
    /// position, never a context that can be reused.
    package var round: UInt64

    package init(commitIndex: LogIndex, commitTerm: Term = .zero, round: UInt64) {
        self.commitIndex = commitIndex
        self.commitTerm = commitTerm
        self.round = round
    }
}

package struct HeartbeatReply: Equatable, Sendable {
    package var round: UInt64

    package init(round: UInt64) {
        self.round = round
    }
}

/// A follower asks its leader for a read index (dissertation §6.4).
package struct ReadIndexRequest: Equatable, Sendable {
    /// Chosen by the follower; never used twice, not even across its restarts.
    package var request: UInt64

    package init(request: UInt64) {
        self.request = request
    }
}

package struct ReadIndexReply: Equatable, Sendable {
    package var request: UInt64
    /// `nil`: the leader could not confirm that it still leads.
    package var index: LogIndex?

    package init(request: UInt64, index: LogIndex?) {
        self.request = request
        self.index = index
    }
}

/// What a node remembers of the receiver's own words, told when their link opens.
///
/// A node whose log ends before what it acknowledged has lost what others count on: it was put back
/// from an old copy, or its disk forgot synced writes.
package struct Reminder: Equatable, Sendable {
    /// In which the receiver acknowledged.
    package var term: Term
    /// How far its log was durable, as it said.
    package var index: LogIndex

    package init(term: Term, index: LogIndex) {
        self.term = term
        self.index = index
    }
}
