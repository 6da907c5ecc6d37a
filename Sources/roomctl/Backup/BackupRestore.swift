import ArgumentParser
import ByteCoding
import Raft
import RoomProtocol
import RoomReplica
import RoomStorage

/// `roomctl backup restore`: offline; it makes a data directory of a new cluster.
struct BackupRestore: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Make an empty directory a node of a new cluster that has a backup's rooms.",
        discussion: """
            Describe the new cluster with "roomctl cluster init", then run this once for each of \
            its nodes, with the same backup, and start them. It takes the place of "roomd \
            format". The backup is verified before anything is written, and a directory is one \
            only when all of it is there; run the command again when it was interrupted.

            The new cluster's id is made of the file's and of the backup's, so that nodes that \
            were restored from different backups, or formatted empty, never take each other for \
            members. What was written after the backup is gone; clients' watches begin anew.

            EXAMPLES:
              roomctl cluster init --output new.yaml --node 10.0.0.1:7400 --node 10.0.0.2:7400
              roomctl backup restore rooms-monday.rkb --data /var/lib/roomkeeper \\
                --cluster new.yaml --node 1
            """)

    @Argument(help: ArgumentHelp("The backup.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("The directory; missing or empty.", valueName: "dir"))
    var data: String

    @Option(help: ArgumentHelp("What \"roomctl cluster init\" wrote.", valueName: "file"))
    var cluster: String

    @Option(help: ArgumentHelp("Which member of the new cluster it is.", valueName: "id"))
    var node: UInt64

    @OptionGroup(title: "Global options") var formatOptions: FormatOptions

    /// The property names are the JSON keys.
    private struct Result: Encodable {
        let data: String
        let backup: String
        let clusterId: String
        let nodeId: UInt64
        let storeId: String
        let appliedIndex: UInt64
        let stateDigest: String
        let rooms: UInt64
        let peer: String
    }

    func run() throws {
        let format = self.formatOptions.format
        let plan = try ClusterFileContent(path: self.cluster, format: format)
        guard plan.membership.contains(NodeID(self.node)) else {
            let known = plan.membership.nodes.map(\.description).joined(separator: ", ")
            throw CommandFailure(
                status: .usage,
                report: ErrorReport(
                    reason: "NODE_NOT_FOUND",
                    message: "node \(self.node) is not in \(self.cluster); its nodes are \(known)",
                    outcome: WireWord.name(.notApplied)),
                format: format)
        }
        let result = try CommandFailure.translating(format) {
            let backup = try BackupFile(reading: self.file)
            let identity = StoreIdentity(
                cluster: DataDirectory.restoredCluster(plan.cluster, from: backup),
                node: NodeID(self.node), store: StoreID(UInt64.random(in: 1...UInt64.max)))
            let progress = ByteProgress("restoring", of: 2 * backup.size)
            try DataDirectory.restore(
                backup, at: self.data, identity: identity, membership: plan.membership
            ) { progress.show($0) }
            progress.end()
            let peer = plan.membership.member(identity.node)?.peerEndpoint ?? ""
            return Self.result(of: backup, identity, at: self.data, peer: peer)
        }
        switch format {
        case .json: Console.write(try JSONText.text(of: result))
        case .table: Console.write(Self.words(result))
        }
    }

    private static func result(
        of backup: BackupFile, _ identity: StoreIdentity, at data: String, peer: String
    ) -> Result {
        let applied = backup.manifest.snapshot.applied
        return Result(
            data: data, backup: backup.path, clusterId: identity.cluster.description,
            nodeId: identity.node.rawValue, storeId: identity.store.description,
            appliedIndex: applied.index.rawValue, stateDigest: applied.digest.description,
            rooms: backup.manifest.rooms, peer: peer)
    }

    private static func words(_ result: Result) -> String {
        """
        \(result.data) is now the data directory of node \(result.nodeId) of the new cluster \
        \(result.clusterId) (store \(result.storeId)),
        with the \(result.rooms) rooms of \(result.backup) as of entry \(result.appliedIndex), \
        state digest \(result.stateDigest).
        Next: restore the other nodes from the same backup, then start each:
        \(HostPort.start(of: result.nodeId, at: result.peer, data: result.data))
        """
    }
}
