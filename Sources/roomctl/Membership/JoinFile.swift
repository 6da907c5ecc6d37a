import RoomProtocol

/// The cluster file from which a new node is formatted: the members now, and the new one as a
/// learner.
struct JoinFile {
    private let file: NewFile
    private let text: String

    var path: String { self.file.path }

    init(
        path: String, node: UInt64, addresses: MemberAddresses,
        status: Roomkeeper_V1_NodeStatusResponse, format: OutputFormat
    ) throws {
        self.file = NewFile(
            path: path, adviceIfThere: "name another file with --output-file, or remove this one.",
            format: format)
        var members = status.members.filter { $0.nodeID != node }.map { member in
            ClusterFileText.Member(
                id: member.nodeID, state: member.state,
                doors: [
                    ("peer", member.peerEndpoint), ("native", member.nativeEndpoint),
                    ("grpc", member.grpcEndpoint), ("http", member.httpEndpoint),
                ])
        }
        members.append(
            ClusterFileText.Member(
                id: node, state: "learner",
                doors: addresses.named.map { ($0.door, $0.address.description) }))
        self.text = try ClusterFileText(
            remark: "made by roomctl for node \(node), to format its data directory from",
            clusterID: status.clusterID, members: members
        ).rendered()
    }

    /// - Throws: `CommandFailure` when a file is there.
    func checkAbsence() throws {
        if self.file.isThere { throw self.file.isThereFailure }
    }

    /// Writes the file, unless an earlier run of the command has.
    func writeIfAbsent() throws {
        if !self.file.isThere { try self.file.write(self.text) }
    }
}
