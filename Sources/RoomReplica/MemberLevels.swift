internal import Raft

/// The feature levels that other nodes said they understand, each as of its last handshake.
struct MemberLevels: Sendable {
    private var said: [NodeID: FeatureLevel] = [:]

    mutating func note(_ level: FeatureLevel, of node: NodeID) {
        self.said[node] = level
    }

    /// What all of `members` understand; `nil` while one of them has not said.
    func common(to members: [NodeID], own: NodeID, level: FeatureLevel) -> FeatureLevel? {
        var common = level
        for member in members where member != own {
            guard let said = self.said[member] else { return nil }
            common = min(common, said)
        }
        return common
    }
}
