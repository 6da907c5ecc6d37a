/// What `cluster init` made and what to type next, in words or as JSON.
struct InitText {
    let plan: ClusterPlan
    let file: String

    private struct Result: Encodable {
        let clusterId: String
        let file: String
        let members: [Member]
    }

    private struct Member: Encodable {
        let nodeId: Int
        let peer: String
        let native: String
        let grpc: String
        let http: String
    }

    func rendered(as format: OutputFormat) throws -> String {
        switch format {
        case .json:
            return try JSONText.text(
                of: Result(clusterId: self.plan.clusterID, file: self.file, members: self.members))
        case .table:
            return self.words()
        }
    }

    private var members: [Member] {
        self.plan.members.enumerated().map { index, member in
            Member(
                nodeId: index + 1, peer: member.peer.description,
                native: member.native.description, grpc: member.grpc.description,
                http: member.http.description)
        }
    }

    private var isLocal: Bool { self.plan.members.allSatisfy { $0.peer.isLoopback } }

    private func words() -> String {
        var lines = [
            "wrote \(self.file): cluster \(self.plan.clusterID) of \(self.members.count) nodes",
            "",
            "Now copy the file to every machine and type there, with a directory of your choice:",
        ]
        for (member, place) in zip(self.members, self.plan.members) {
            let directory = "data-\(member.nodeId)"
            lines += [
                "",
                "  node \(member.nodeId), at \(member.peer):",
                "    roomd format --data \(directory) --cluster \(self.file) "
                    + "--node \(member.nodeId)",
                "    roomd run --data \(directory) "
                    + place.peer.security(of: UInt64(member.nodeId)),
            ]
        }
        let endpoints = self.members.map { $0.native }.joined(separator: ",")
        let secure = HostPort(host: "", port: 0).security(of: 1)
        lines += [
            "",
            self.isLocal
                ? "For a cluster with TLS: \(secure) and so on instead of --insecure."
                : "cluster/certs makes the files of TLS; each node has its own.",
            "To begin with the rooms of a backup, this takes the place of roomd format:",
            "    roomctl backup restore BACKUP --data DIR --cluster \(self.file) --node ID",
        ]
        lines += ["", "Then: roomctl cluster status --endpoints \(endpoints)"]
        return lines.joined(separator: "\n")
    }
}
