import ArgumentParser

/// `roomctl cluster`: what operators do with the cluster itself.
struct ClusterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "Describe a new cluster, see how a cluster is, change its members and leader.",
        subcommands: [
            ClusterInit.self, ClusterStatus.self, ClusterMembers.self, ClusterAdd.self,
            ClusterPromote.self, ClusterRemove.self, ClusterReplace.self,
            ClusterUpdateAddress.self, ClusterTransferLeader.self, ClusterDrain.self,
            ClusterVerify.self, ClusterRecover.self,
        ])
}
