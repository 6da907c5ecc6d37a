import ArgumentParser

/// Names the one node that is to be asked, when it matters which.
struct NodeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Ask this node, by its id, and no other.", valueName: "id"))
    var node: UInt64?

    @Option(
        help: ArgumentHelp(
            "Ask the node at this native endpoint, and no other.", valueName: "host:port"))
    var endpoint: String?

    func validate() throws {
        guard let endpoint = self.endpoint else { return }
        guard self.node == nil else {
            throw ValidationError("--node and --endpoint both name the node to ask: give one.")
        }
        do {
            _ = try HostPort(parsing: endpoint)
        } catch {
            throw ValidationError("--endpoint: \(error)")
        }
    }
}
