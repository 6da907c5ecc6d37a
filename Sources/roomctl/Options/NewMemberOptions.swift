import ArgumentParser

/// Names a node that is to come into the cluster.
struct NewMemberOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("Where the new node is reached.", valueName: "host:port"))
    var address: String

    @Option(help: ArgumentHelp("Its id (default: the next that nobody had).", valueName: "id"))
    var id: UInt64?

    @Option(
        name: .customLong("output-file"),
        help: ArgumentHelp(
            "Where to write the file to format the node from (default: node-ID.yaml).",
            valueName: "file"))
    var file: String?

    func validate() throws {
        guard self.id != 0 else { throw ValidationError("--id: node ids begin at 1.") }
        _ = try self.member()
    }

    func member() throws -> NewMember {
        NewMember(
            addresses: try MemberAddresses(parsing: self.address, option: "the address"),
            id: self.id, file: self.file)
    }
}
