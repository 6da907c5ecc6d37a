import Raft

/// How scripts spell what nodes say and hold: an entry is `index/term`, then what is in it.
extension Message {
    /// Such as `1->2 t3 AppendEntries after 4/2: 5/3 a, commit 4`.
    var line: String { "\(self.from)->\(self.to) t\(self.term) \(self.body.text)" }
}

extension Message.Body {
    /// The first word of `text`.
    var name: String { String(self.text.prefix { $0.isLetter }) }

    var text: String {
        switch self {
        case .requestVote(let request):
            (request.isPreVote ? "PreVote" : "RequestVote") + " for term \(request.campaignTerm),"
                + " log ends at \(request.lastIndex)/\(request.lastTerm)"
                + (request.isTransfer ? ", transfer" : "")
        case .vote(let vote):
            (vote.isPreVote ? "PreVoteReply" : "VoteReply")
                + (vote.isGranted ? " yes" : " no") + " for term \(vote.campaignTerm)"
        case .appendEntries(let append):
            "AppendEntries after \(append.previousIndex)/\(append.previousTerm): "
                + (append.entries.isEmpty ? "nothing" : Entry.text(append.entries))
                + ", commit \(append.commitIndex)" + Self.text(round: append.round)
        case .appendAccepted(let accepted):
            "AppendAccepted to \(accepted.matchIndex)" + Self.text(round: accepted.round)
        case .appendRejected(let rejected):
            "AppendRejected after \(rejected.previousIndex), try"
                + " \(rejected.hintIndex)/\(rejected.hintTerm)" + Self.text(round: rejected.round)
        case .heartbeat(let heartbeat):
            "Heartbeat, commit \(heartbeat.commitIndex)" + Self.text(round: heartbeat.round)
        case .heartbeatReply(let reply):
            "HeartbeatReply" + Self.text(round: reply.round)
        case .readIndex(let request):
            "ReadIndex \(request.request)"
        case .readIndexReply(let reply):
            "ReadIndexReply \(reply.request): "
                + (reply.index.map { "at \($0)" } ?? "refused")
        case .timeoutNow:
            "TimeoutNow"
        case .reminder(let reminder):
            "Reminder: you acknowledged \(reminder.index) in term \(reminder.term)"
        }
    }

    private static func text(round: UInt64) -> String { round == 0 ? "" : ", round \(round)" }
}

extension LogIndex {
    static func text(_ first: LogIndex, _ last: LogIndex) -> String {
        first == last ? "\(first)" : "\(first)..\(last)"
    }
}

extension LogFetch {
    var text: String {
        switch self.purpose {
        case .apply: LogIndex.text(self.first, self.last) + " to apply"
        case .replicate(let node, _): LogIndex.text(self.first, self.last) + " for \(node)"
        }
    }
}

extension Entry {
    private static let maxListed = 4
    private static let maxShownBytes = 16

    var text: String {
        let place = "\(self.index)/\(self.term)"
        switch self.kind {
        case .noop:
            return place + " noop"
        case .command where self.payload.count > Self.maxShownBytes:
            return place + " (\(self.payload.count) bytes)"
        case .command:
            let payload = String(decoding: self.payload, as: UTF8.self)
            return payload.isEmpty ? place : place + " " + payload
        case .membership:
            let membership = try? Membership(payload: self.payload)
            return place + " [" + (membership?.text ?? "unreadable") + "]"
        }
    }

    /// A few entries one by one, more as runs of a term.
    static func text(_ entries: [Entry]) -> String {
        guard entries.count > Self.maxListed else {
            return entries.map(\.text).joined(separator: ", ")
        }
        var runs: [(first: Entry, last: Entry)] = []
        for entry in entries {
            if let run = runs.last, run.last.term == entry.term {
                runs[runs.count - 1].last = entry
            } else {
                runs.append((entry, entry))
            }
        }
        return runs.map {
            LogIndex.text($0.first.index, $0.last.index) + "/\($0.first.term)"
        }.joined(separator: ", ")
    }
}

extension Membership {
    /// Such as `voters 1 2 4, before that 1 2 3, learners 5`.
    var text: String {
        var parts = ["voters " + Self.text(self.incoming)]
        if self.isJoint { parts.append("before that " + Self.text(self.outgoing)) }
        if !self.learners.isEmpty { parts.append("learners " + Self.text(self.learners)) }
        if !self.learnersNext.isEmpty {
            parts.append("learners next " + Self.text(self.learnersNext))
        }
        return parts.joined(separator: ", ")
    }

    private static func text(_ nodes: [NodeID]) -> String {
        nodes.map(\.description).joined(separator: " ")
    }
}
