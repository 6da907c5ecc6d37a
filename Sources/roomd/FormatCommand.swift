import ArgumentParser
import RoomServer

/// `roomd format`: makes an empty directory the data directory of one node.
struct FormatCommand: NodeCommand {
    static let configuration = CommandConfiguration(
        commandName: "format",
        abstract: "Make an empty directory the data directory of one node.",
        discussion: """
            It mints the directory's store id at random and writes everything once. A directory \
            with anything in it is refused and left as it is. `roomd run` never does this: a node \
            whose directory is lost must not come back under its old id, because it would have \
            forgotten what it promised the others.
            """)

    @Option(name: .long, help: ArgumentHelp("The directory; missing or empty.", valueName: "DIR"))
    var data: String

    @Option(
        name: .long,
        help: ArgumentHelp("What `roomctl cluster init` wrote.", valueName: "FILE"))
    var cluster: String

    @Option(
        name: .long,
        help: ArgumentHelp("Which member of the cluster file this node is.", valueName: "N"))
    var node: UInt64

    func execute() async throws {
        let text = try TextFile.read(self.cluster, what: "cluster file")
        let cluster = try ClusterFile(text, name: self.cluster)
        let identity = try NodeFormatting.format(
            path: self.data, cluster: cluster,
            node: self.node, failpoints: try ArmedFailpoints.read())
        print(
            """
            \(self.data) is now the data directory of \(NodeFormatting.words(for: identity)).
            Next:
            \(self.starts(in: cluster).joined(separator: "\nor, for a cluster with TLS:\n"))
            """)
    }

    /// How the node may be told to serve: plaintext is taken on loopback addresses only.
    private func starts(in cluster: ClusterFile) -> [String] {
        let secure =
            "--tls-cert node-\(self.node).crt --tls-key node-\(self.node).key --tls-ca ca.crt"
        return (cluster.isLocal ? ["--insecure", secure] : [secure])
            .map { "  roomd run --data \(self.data) \($0)" }
    }
}
