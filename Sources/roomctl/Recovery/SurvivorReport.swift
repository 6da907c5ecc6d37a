import Raft
import RoomProtocol
import RoomReplica
import RoomStorage
import SwiftProtobuf

/// How far a survivor's log reaches, what may be missing, and what was made of it.
///
/// The property names are the JSON keys.
struct SurvivorReport: Encodable {
    struct Recovered: Encodable {
        let data: String
        let clusterId: String
        let storeId: String
        let peer: String
        /// Where in its log the new cluster has its first members.
        let membershipIndex: UInt64
    }

    let data: String
    let clusterId: String
    let nodeId: UInt64
    let lastTerm: UInt64
    let lastIndex: UInt64
    let commitIndex: UInt64
    let memberIds: [UInt64]
    let isVoter: Bool
    let groupTime: String
    var recovered: Recovered?

    init(_ survivor: Survivor, data: String) {
        let node = survivor.identity.node
        self.data = data
        self.clusterId = survivor.identity.cluster.description
        self.nodeId = node.rawValue
        self.lastTerm = survivor.lastTerm.rawValue
        self.lastIndex = survivor.lastIndex.rawValue
        self.commitIndex = survivor.commitIndex.rawValue
        self.memberIds = survivor.membership.nodes.map(\.rawValue)
        self.isVoter = survivor.membership.isVoter(node)
        self.groupTime = TimeText.text(
            Google_Protobuf_Timestamp(milliseconds: survivor.groupTime))
    }

    func rendered(as format: OutputFormat) throws -> String {
        switch format {
        case .json: return try JSONText.text(of: self)
        case .table:
            return self.recovered.map(self.done) ?? self.words + "\n" + self.advice
        }
    }

    /// What there is, and what may be missing.
    var words: String {
        let facts = TextTable.facts([
            ("node", "\(self.nodeId) of cluster \(self.clusterId)"),
            ("members", self.memberIds.map(String.init).joined(separator: ", ")),
            ("log ends at", "term \(self.lastTerm), index \(self.lastIndex)"),
            ("committed", "index \(self.commitIndex), as far as this node knew"),
            (
                "rooms on disk",
                self.groupTime.isEmpty ? "none yet; all are in the log" : "as of \(self.groupTime)"
            ),
        ])
        let learner =
            self.isVoter
            ? "" : "\nThis node was a learner: a voter's log is the better choice, if one is left."
        return """
            \(facts)\(learner)
            Writes after index \(self.lastIndex) that the cluster has acknowledged are lost, if \
            there were any.
            A survivor whose log ends at a greater term, or at the same term and a greater index, \
            has more:
            recover from that one instead. Writes up to index \(self.lastIndex) whose outcome was \
            unknown take effect.
            """
    }

    private var advice: String {
        """

        Nothing was changed. Compare this with the other survivors, then run the command on the \
        one that has most,
        with --output NEWDIR.
        """
    }

    private func done(_ recovered: Recovered) -> String {
        """
        \(recovered.data) is now the data directory of node \(self.nodeId), the only voter of \
        the new cluster \(recovered.clusterId) (store \(recovered.storeId)).
        \(self.data) was left as it was; keep it until all is well, and do not start it again.
        Next, start it:
        \(HostPort.start(of: self.nodeId, at: recovered.peer, data: recovered.data))
        Then, once for each other node, which begins with an empty directory:
          roomctl cluster add HOST:PORT
        """
    }
}
