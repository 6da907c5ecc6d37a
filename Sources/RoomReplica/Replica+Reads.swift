internal import Raft

/// Reads that wait for leave.
extension Replica {
    var grant: ReadGrant {
        ReadGrant(appliedIndex: self.applied.index, groupTime: self.clock.groupTime)
    }

    mutating func grantReads() {
        let grant = self.grant
        var granted = self.reads.takeGranted(applied: self.applied.index)
        if granted.contains(Self.barrierTicket) {
            self.reads.hasCaughtUp = true
            granted += self.reads.takeGranted(applied: self.applied.index)
        }
        for ticket in granted where ticket != Self.barrierTicket {
            self.output.answerRead(ticket, .success(grant))
        }
    }
}
