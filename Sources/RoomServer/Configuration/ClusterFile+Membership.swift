package import Raft

extension ClusterFile {
    /// Whether all members are on one machine, where they may do without TLS.
    package var isLocal: Bool {
        self.members.allSatisfy { Endpoint($0.peerEndpoint)?.isLoopback ?? false }
    }

    /// The configuration with which a node that is formatted from this file begins.
    package var membership: Membership {
        var membership = Membership(
            voters: self.members.filter { !self.learners.contains($0.node) })
        membership.learners = self.learners.sorted()
        membership.members = self.members
        return membership
    }
}
