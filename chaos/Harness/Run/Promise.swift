/// What a node keeps over restarts for the sake of elections (Raft §5.1, §5.2).
struct Promise: Equatable, Sendable {
    let term: UInt64
    /// 0: nobody.
    let votedFor: UInt64

    /// How this one breaks an earlier one of the same node, or nil.
    func breaks(_ kept: Promise) -> String? {
        if self.term < kept.term {
            return "was in term \(kept.term) and is in term \(self.term)"
        }
        if self.term == kept.term, kept.votedFor != 0, self.votedFor != kept.votedFor {
            let now = self.votedFor == 0 ? "nobody" : "n\(self.votedFor)"
            return "voted for n\(kept.votedFor) in term \(self.term), and then for \(now)"
        }
        return nil
    }
}
