/// What only a leader has.
struct Leadership: Sendable {
    /// One for each other member, and for each that has just left, sorted by node.
    var peers: [Peer]
    var reads = LeaderReads()
    var heartbeatElapsed = 0
    private(set) var transferTarget: NodeID?
    /// Ticks since `transferTarget` was chosen.
    private var transferElapsed = 0
    /// Bytes of entries appended and not committed.
    var uncommittedBytes: Int
    private let maxInflight: Int

    struct Peer: Sendable {
        let node: NodeID
        var progress: Progress
        /// The last acknowledgement that was handed to a write.
        var recorded = LogIndex.zero
        /// The match at the last heartbeat; standing still with entries unsent is a sign of loss.
        var matchAtHeartbeat = LogIndex.zero
        /// No member any more; it still receives the log, so that it learns so.
        var isDeparting = false
        /// Ticks until it is forgotten; `nil` while its leaving is not committed.
        var departure: Int?

        /// Whether it holds the whole log and knows that all of it is committed.
        func isToldAll(through index: LogIndex) -> Bool {
            self.progress.matchIndex >= index && self.progress.sentCommitIndex >= index
        }
    }

    /// - Parameter answered: those who answered the election; silence of others is no answer.
    init(
        members: [NodeID], answered: [NodeID], nextIndex: LogIndex, uncommittedBytes: Int,
        maxInflight: Int
    ) {
        self.maxInflight = maxInflight
        self.uncommittedBytes = uncommittedBytes
        self.peers = members.map {
            Peer(
                node: $0,
                progress: Progress(
                    nextIndex: nextIndex, isActive: answered.contains($0),
                    maxInflight: maxInflight))
        }
    }

    /// Begins to replicate to the new members of `membership`, and marks those who left.
    mutating func follow(_ membership: Membership, without own: NodeID, nextIndex: LogIndex) {
        let nodes = membership.nodes
        for position in self.peers.indices {
            let isMember = nodes.contains(self.peers[position].node)
            if !isMember, !self.peers[position].isDeparting {
                self.peers[position].isDeparting = true
                self.peers[position].departure = nil
            }
        }
        for node in nodes where node != own && self.position(of: node) == nil {
            let peer = Peer(
                node: node,
                progress: Progress(
                    nextIndex: nextIndex, isActive: false, maxInflight: self.maxInflight))
            let place = self.peers.firstIndex { $0.node > node } ?? self.peers.endIndex
            self.peers.insert(peer, at: place)
        }
    }

    /// The configuration without those who left is committed: they are told for `ticks` more.
    ///
    /// Returns whether there are any.
    mutating func dismissDeparting(after ticks: Int) -> Bool {
        var isAny = false
        for position in self.peers.indices
        where self.peers[position].isDeparting && self.peers[position].departure == nil {
            self.peers[position].departure = ticks
            isAny = true
        }
        return isAny
    }

    /// Lets a tick pass for those who left; `index` is the committed end of what they are to know.
    mutating func tickDeparting(toldThrough index: LogIndex) {
        guard self.peers.contains(where: { $0.departure != nil }) else { return }
        for position in self.peers.indices {
            self.peers[position].departure = self.peers[position].departure.map { $0 - 1 }
        }
        self.peers.removeAll { peer in
            peer.departure.map { $0 <= 0 || peer.isToldAll(through: index) } ?? false
        }
    }

    /// To whom this node has been handing over for a tick or more.
    var awaitedTarget: NodeID? { self.transferElapsed > 0 ? self.transferTarget : nil }

    /// Begins to hand over to `node`; asking again for the same one gives it no more time.
    mutating func beginTransfer(to node: NodeID) {
        guard self.transferTarget != node else { return }
        self.transferTarget = node
        self.transferElapsed = 0
    }

    /// Lets a tick pass for a transfer; returns whether it is given up, after `limit` ticks.
    mutating func tickTransfer(limit: Int) -> Bool {
        guard self.transferTarget != nil else { return false }
        self.transferElapsed += 1
        guard self.transferElapsed >= limit else { return false }
        self.transferTarget = nil
        return true
    }

    /// Of `nodes`, the one that answers and has the longest log.
    func bestPeer(among nodes: [NodeID]) -> NodeID? {
        self.peers.filter { nodes.contains($0.node) && $0.progress.isAnswering }
            .max { $0.progress.matchIndex < $1.progress.matchIndex }?.node
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
                nextIndex: $0.progress.nextIndex, isAnswering: $0.progress.isAnswering,
                needsSnapshot: $0.progress.state == .snapshot)
        }
    }
}
