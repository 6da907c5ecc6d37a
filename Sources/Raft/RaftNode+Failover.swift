/// Ends of leadership that nobody needs to wait for: a leader whose process is gone, or whose disk
/// hangs.
extension RaftNode {
    /// The link to `node` broke, and connecting to it anew was refused: its process has ended.
    ///
    /// A leader no longer counts on that node until it answers again. That tells who may be spared
    /// and who can take over; whether the leader itself goes on is decided by answers alone.
    ///
    /// Should it lead, this node soon stands for election instead of waiting for the silence to
    /// grow long. It only gives up its own belief in the leader; whoever still hears the leader
    /// refuses the pre-vote, so a link that flaps or is reset unseats nobody.
    package mutating func linkRefused(by node: NodeID) {
        if let position = self.leadership?.position(of: node) {
            self.leadership?.peers[position].progress.didRefuseConnection()
        }
        guard self.options.failoverTicks > 0, self.role == .follower, self.leader == node else {
            return
        }
        // Longer than a heartbeat takes: a leader that is alive is heard before the time is up.
        let jitter = Int(self.generator.next(below: UInt64(self.options.failoverTicks)))
        let wait = self.options.heartbeatTicks + 1 + jitter
        self.election.beginFailover(after: wait)
    }

    /// A link to `node` is open (again).
    ///
    /// The other end is told what it once acknowledged to this node, should it have forgotten.
    package mutating func linkOpened(to node: NodeID) {
        if self.leader == node {
            self.cancelFailover()
        }
        let match = self.leadership?.progress(of: node)?.matchIndex ?? .zero
        if match > .zero {
            self.remind(node, of: Reminder(term: self.term, index: match))
        } else if let past = self.repair.remembered.first(where: { $0.node == node }) {
            self.remind(node, of: Reminder(term: past.term, index: past.index))
        }
    }

    /// Waits for no write: it is true whatever becomes of this node's own disk, and a node that has
    /// forgotten may vote any moment.
    private mutating func remind(_ node: NodeID, of reminder: Reminder) {
        self.outbox.sendAtOnce(
            Message(from: self.id, to: node, term: reminder.term, body: .reminder(reminder)))
    }

    mutating func cancelFailover() {
        if self.election.cancelFailover() {
            self.marks.insert(.cancelledFailover)
        }
    }

    /// Whether a write has waited for the disk so long that the disk must be taken for ill.
    var isDiskStalled: Bool { self.outbox.stalledTicks >= self.options.diskStallTicks }

    /// A leader whose disk hangs hands over, and steps down when that does not help.
    ///
    /// The other nodes may still commit what it sends them, but its own copy and its own reads
    /// wait, and they would do so until an operator notices.
    ///
    /// Returns whether it still leads.
    mutating func watchDisk() -> Bool {
        guard self.isDiskStalled, self.history.current.voters.count > 1 else { return true }
        if self.outbox.stalledTicks >= 2 * self.options.diskStallTicks {
            self.marks.insert(.steppedDownForSlowDisk)
            self.becomeFollower(term: self.term, leader: nil)
            return false
        }
        if self.leadership?.transferTarget == nil,
            case .begun = self.transferLeadership(to: nil)
        {
            self.marks.insert(.handedOverForSlowDisk)
        }
        return true
    }
}
