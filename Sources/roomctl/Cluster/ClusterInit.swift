import ArgumentParser
import RoomProtocol

/// `roomctl cluster init`: offline; it talks to no node.
struct ClusterInit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Describe a new cluster in a file, from which its nodes are formatted.",
        discussion: """
            Mints the cluster's id at random and numbers the nodes 1, 2, ... in the order given. \
            HOST:PORT is the address for the other nodes; the native, gRPC and HTTP doors take \
            the three ports after it. An existing file is never overwritten.

            EXAMPLES:
              roomctl cluster init --output cluster.yaml \\
                --node 127.0.0.1:7400 --node 127.0.0.1:7410 --node 127.0.0.1:7420
              roomctl cluster init --output cluster.yaml \\
                --node peer=n1:7400,native=n1:80,grpc=n1:81,http=n1:82
            """)

    @Option(
        name: .customLong("node"),
        help: ArgumentHelp("Once for each node, in order.", valueName: "host:port"))
    var nodes: [String] = []

    @Option(
        name: .customLong("output"),
        help: ArgumentHelp("Where to write the cluster file.", valueName: "file"))
    var file: String

    @OptionGroup(title: "Global options") var formatOptions: FormatOptions

    func validate() throws {
        guard !self.file.isEmpty else { throw ValidationError("--output names no file.") }
        _ = try self.makePlan()
    }

    func run() throws {
        let plan = try self.makePlan()
        let file = NewFile(
            path: self.file,
            adviceIfThere: "a cluster is described once; name another file, or remove this one if "
                + "no node was formatted from it.", format: self.formatOptions.format)
        try file.write(try plan.yaml())
        if plan.members.count.isMultiple(of: 2) {
            Console.writeError(
                "note: \(plan.members.count) nodes survive the loss of no more nodes than "
                    + "\(plan.members.count - 1) do; an odd number is better.")
        }
        Console.write(
            try InitText(plan: plan, file: self.file).rendered(as: self.formatOptions.format))
    }

    private func makePlan() throws -> ClusterPlan {
        try ClusterPlan(members: self.nodes.map { try MemberAddresses(parsing: $0) })
    }
}
