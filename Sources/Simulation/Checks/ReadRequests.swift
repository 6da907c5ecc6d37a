internal import Raft

/// The read indexes that followers have asked leaders for.
struct ReadRequests: Sendable {
    private struct Request: Hashable {
        var node: NodeID
        var number: UInt64
    }

    private var asked: Set<Request> = []
    /// When the leader first took each.
    private var takenAt: [Request: UInt64] = [:]

    /// A node asks for a read index; returns whether the number was never used, in whatever life.
    mutating func ask(_ number: UInt64, by node: NodeID) -> Bool {
        self.asked.insert(Request(node: node, number: number)).inserted
    }

    mutating func take(_ number: UInt64, of node: NodeID, at time: UInt64) {
        let request = Request(node: node, number: number)
        if self.takenAt[request] == nil { self.takenAt[request] = time }
    }

    func time(of number: UInt64, by node: NodeID) -> UInt64? {
        self.takenAt[Request(node: node, number: number)]
    }
}
