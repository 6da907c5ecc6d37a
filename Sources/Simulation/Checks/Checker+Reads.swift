internal import Raft
internal import RoomReplica

/// Linearizable reads are held against who has confirmed the leader.
extension Checker {
    /// A read index is asked for under a number that is never used again, in whatever life.
    mutating func didAskForRead(_ number: UInt64, on node: NodeID) {
        self.expect(
            self.reads.ask(number, by: node),
            "a request for a read index has the number of another", "node \(node): \(number)")
    }

    /// A leader lets a follower read.
    mutating func didConfirmRead(_ number: UInt64, of follower: NodeID, by node: SimulatedNode) {
        if let time = self.reads.time(of: number, by: follower) {
            self.didConfirmRead(askedAt: time, by: node)
        }
    }

    /// A leader has confirmed that it led, after `time`, when it was asked for a read.
    ///
    /// A majority has sent it answers in its term since then (dissertation §6.4). A value that is
    /// too old shows only where a later leader has written; this shows before.
    mutating func didConfirmRead(askedAt time: UInt64, by node: SimulatedNode) {
        // Of which configuration a majority was needed, is not known once it has changed.
        guard node.watch.reconfiguredAt < time else { return }
        let isConfirmed = Majority(node.replica.membership).isReached { id in
            id == node.id || node.watch.answeredAt[SimulatedNode.place(of: id)] >= time
        }
        self.expect(
            isConfirmed, "a read was confirmed by too few",
            "node \(node.id), asked at \(time) µs, was answered at \(node.watch.answeredAt)")
    }
}

extension NodeWatch {
    /// A node is about to take a frame with answers to it, perhaps.
    mutating func willCount(
        _ frame: ReplicaFrame, from place: Int, sentAt time: UInt64, in term: Term?
    ) {
        guard time > self.answeredAt[place] else { return }
        for case .raft(let message) in frame.messages where message.term == term {
            switch message.body {
            case .appendAccepted, .appendRejected, .heartbeatReply: self.answeredAt[place] = time
            default: break
            }
        }
    }
}
