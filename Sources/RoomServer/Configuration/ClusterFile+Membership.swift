package import Raft

extension ClusterFile {
    /// The configuration with which a node that is formatted from this file begins.
    package var membership: Membership {
        var membership = Membership(
            voters: self.members.filter { !self.learners.contains($0.node) })
        membership.learners = self.learners.sorted()
        membership.members = self.members
        return membership
    }
}
