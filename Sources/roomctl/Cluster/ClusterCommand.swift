import ArgumentParser

/// `roomctl cluster`: what operators do with the cluster itself.
struct ClusterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "Describe a new cluster, see how a cluster is, move its leader.",
        subcommands: [ClusterInit.self, ClusterStatus.self, ClusterTransferLeader.self])
}
