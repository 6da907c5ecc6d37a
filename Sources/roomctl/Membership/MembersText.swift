import RoomProtocol

/// The members of a cluster, in words or as JSON.
///
/// The property names are the JSON keys.
struct MembersText: Encodable {
    struct Member: Encodable {
        let nodeId: UInt64
        /// `voter` or `learner`.
        let state: String
        let isLeader: Bool
        /// Whether the leader has heard of it within the last election timeouts.
        let answering: Bool
        /// How many entries of the leader's log it is not known to have.
        let entriesBehind: UInt64
        let needsSnapshot: Bool
        let peer: String
        let native: String
        let grpc: String
        let http: String
    }

    let clusterId: String
    let leaderId: UInt64
    /// Where these members are in the log.
    let membershipIndex: UInt64
    /// Whether a change of them is under way.
    let changing: Bool
    let members: [Member]
    /// Former members; their ids are never used again.
    let removedNodeIds: [UInt64]

    /// - Parameter status: what the leader says.
    init(_ status: Roomkeeper_V1_NodeStatusResponse) {
        self.clusterId = status.clusterID
        self.leaderId = status.nodeID
        self.membershipIndex = status.membershipIndex
        self.changing = status.membershipChanging
        self.removedNodeIds = status.removedNodeIds
        self.members = status.members.sorted { $0.nodeID < $1.nodeID }.map { member in
            Member(
                nodeId: member.nodeID, state: member.state,
                isLeader: member.nodeID == status.nodeID, answering: member.answering,
                entriesBehind: status.lastIndex - min(member.matchIndex, status.lastIndex),
                needsSnapshot: member.needsSnapshot, peer: member.peerEndpoint,
                native: member.nativeEndpoint, grpc: member.grpcEndpoint,
                http: member.httpEndpoint)
        }
    }

    func rendered(as format: OutputFormat) throws -> String {
        switch format {
        case .json: try JSONText.text(of: self)
        case .table: self.words
        }
    }

    private var words: String {
        var table = TextTable(
            "NODE", "STATE", "LEADER", "ANSWERS", "BEHIND", "PEER", "NATIVE", "GRPC", "HTTP")
        for member in self.members {
            table.add(
                String(member.nodeId), member.state, member.isLeader ? "yes" : "",
                member.answering ? "yes" : "NO",
                member.needsSnapshot ? "a snapshot" : String(member.entriesBehind), member.peer,
                member.native, member.grpc, member.http)
        }
        var lines = ["cluster \(self.clusterId), as node \(self.leaderId), the leader, knows it:"]
        lines += ["", table.rendered()]
        if self.changing { lines += ["", "a change of the members is under way"] }
        return lines.joined(separator: "\n")
    }
}
