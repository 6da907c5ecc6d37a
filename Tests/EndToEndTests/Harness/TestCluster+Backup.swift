import Testing

extension TestCluster {
    /// Makes a cluster of its own of spare nodes from a backup, and starts it.
    ///
    /// - Parameter cluster: the id in the cluster file, from which the new cluster's is made.
    nonisolated func restore(
        _ nodes: [UInt64], from backup: String, cluster: String = "000000000000000a"
    ) async throws {
        let members = try nodes.map { id in
            let node = try self.node(id)
            return "  - {nodeId: \(id), peer: 127.0.0.1:\(node.peerPort), "
                + "native: 127.0.0.1:\(node.nativePort), grpc: 127.0.0.1:\(node.grpcPort), "
                + "http: 127.0.0.1:\(node.httpPort)}\n"
        }
        let file = try self.write(
            "clusterId: \"\(cluster)\"\nmembers:\n" + members.joined(), to: "new-\(nodes[0]).yaml")
        for node in nodes {
            let made = try await self.roomctl(
                "backup", "restore", backup, "--data", self.dataDirectory(node), "--cluster",
                file, "--node", String(node))
            try #require(made.exitCode == 0, "\(made)")
        }
        try await self.start(nodes)
    }
}
