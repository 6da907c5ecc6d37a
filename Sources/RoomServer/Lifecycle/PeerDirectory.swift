package import PeerTransport
package import Raft

/// Whom this node dials, and where: the members, those who have just left, and those who came while
/// it was away.
///
/// It decides and knows no clock, link or log.
package struct PeerDirectory: Equatable, Sendable {
    /// Nodes that are no members as far as this node knows, and dialled it.
    package static let strangers = 32

    private struct Entry: Equatable, Sendable {
        var node: NodeID
        var endpoint: PeerEndpoint
    }

    private let node: NodeID
    private var members: [NodeID: PeerEndpoint] = [:]
    /// The oldest in front.
    private var introduced: [Entry] = []
    private var departed: [Entry] = []
    private var removed: [NodeID] = []

    /// - Parameter node: this node, which is never dialled.
    package init(node: NodeID) {
        self.node = node
    }

    /// Whom to dial.
    package var endpoints: [NodeID: PeerEndpoint] {
        var endpoints = self.members
        for entry in self.departed + self.introduced {
            endpoints[entry.node] = entry.endpoint
        }
        return endpoints
    }

    /// Follows the membership in the log.
    ///
    /// - Returns: those who left with it. They are dialled until `forget`, for the leader still has
    ///   to tell them.
    package mutating func adopt(
        _ members: [NodeID: PeerEndpoint], removed: [NodeID]
    ) -> [NodeID] {
        var members = members
        members[self.node] = nil
        let gone = self.members.keys.filter { members[$0] == nil }.sorted()
        self.departed += gone.compactMap { node in
            self.members[node].map { Entry(node: node, endpoint: $0) }
        }
        // A change that is rolled back brings members back.
        self.departed.removeAll { members[$0.node] != nil }
        self.introduced.removeAll { members[$0.node] != nil || removed.contains($0.node) }
        self.members = members
        self.removed = removed
        return gone
    }

    /// A node that was let in said where it is to be dialled.
    ///
    /// It may have become a member while this node was away, and lead: this node answers nobody
    /// else until it hears of that. A member is dialled where the log says.
    ///
    /// - Returns: whether anything changed.
    package mutating func introduce(_ node: NodeID, at endpoint: PeerEndpoint) -> Bool {
        guard node != self.node, self.members[node] == nil, !self.removed.contains(node) else {
            return false
        }
        let entry = Entry(node: node, endpoint: endpoint)
        guard !self.introduced.contains(entry) else { return false }
        self.introduced.removeAll { $0.node == node }
        self.introduced.append(entry)
        if self.introduced.count > Self.strangers {
            self.introduced.removeFirst()
        }
        return true
    }

    /// Those who left have been told, or never will be.
    package mutating func forget(_ nodes: [NodeID]) {
        self.departed.removeAll { nodes.contains($0.node) }
    }
}
