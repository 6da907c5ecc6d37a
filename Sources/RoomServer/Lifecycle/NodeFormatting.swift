import Raft
package import RoomReplica
package import RoomStorage

/// What `roomd format` does: it makes an empty directory the data directory of one node.
package enum NodeFormatting {
    /// Writes everything into the directory at `path` once, and mints its store id.
    ///
    /// The initial membership, at index 0, holds all members of the cluster file: every node of a
    /// new cluster begins with the same one. A node that is added later begins with the members of
    /// that time, itself as a learner, until the log tells it better.
    package static func format(
        path: String, cluster: ClusterFile, node number: UInt64, failpoints: Failpoints
    ) throws -> StoreIdentity {
        let node = NodeID(number)
        guard cluster.members.contains(where: { $0.node == node }) else {
            let known = cluster.members.map(\.node.description).joined(separator: ", ")
            throw ConfigurationError(
                "node \(node) is not a member of cluster \(cluster.cluster); its members are "
                    + known)
        }
        let identity = StoreIdentity(
            cluster: cluster.cluster, node: node,
            store: StoreID(UInt64.random(in: 1...UInt64.max)))
        try DataDirectory.format(
            at: path, identity: identity, membership: cluster.membership, failpoints: failpoints)
        return identity
    }

    /// What `roomd adopt` does: the directory was moved to `path`, and is used there from now on.
    package static func adopt(path: String) throws -> StoreIdentity {
        try DataDirectory.adopt(at: path)
    }

    /// Whose directory it is, for the person who made it.
    package static func words(for identity: StoreIdentity) -> String {
        "node \(identity.node) of cluster \(identity.cluster) (store \(identity.store))"
    }
}
