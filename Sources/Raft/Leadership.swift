/// What only a leader has.
struct Leadership: Sendable {
    /// One for each other member, sorted by node.
    var peers: [Peer]
    var reads = LeaderReads()
    var heartbeatElapsed = 0
    var transferTarget: NodeID?
    var transferElapsed = 0
    /// Bytes of entries appended and not committed.
    var uncommittedBytes: Int

    struct Peer: Sendable {
        let node: NodeID
        var progress: Progress
        /// The last acknowledgement that was handed to a write.
        var recorded = LogIndex.zero
        /// The match at the last heartbeat; standing still with entries unsent is a sign of loss.
        var matchAtHeartbeat = LogIndex.zero
    }

    init(members: [NodeID], nextIndex: LogIndex, uncommittedBytes: Int) {
        self.peers = members.map { Peer(node: $0, progress: Progress(nextIndex: nextIndex)) }
        self.uncommittedBytes = uncommittedBytes
    }

    func position(of node: NodeID) -> Int? {
        self.peers.firstIndex { $0.node == node }
    }

    func progress(of node: NodeID) -> Progress? {
        self.peers.first { $0.node == node }?.progress
    }

    /// The acknowledgements that no write carries yet.
    mutating func takeAcknowledgements(term: Term) -> [PeerAcknowledgement] {
        var taken: [PeerAcknowledgement] = []
        for position in self.peers.indices {
            let match = self.peers[position].progress.matchIndex
            if match > self.peers[position].recorded {
                self.peers[position].recorded = match
                taken.append(
                    PeerAcknowledgement(node: self.peers[position].node, term: term, index: match))
            }
        }
        return taken
    }

    var status: [RaftStatus.Peer] {
        self.peers.map {
            RaftStatus.Peer(
                node: $0.node, matchIndex: $0.progress.matchIndex,
                nextIndex: $0.progress.nextIndex, isRecentlyActive: $0.progress.isRecentlyActive)
        }
    }
}
