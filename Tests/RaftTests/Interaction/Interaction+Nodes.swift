import Raft

/// Nodes that come, go and come back.
///
/// - `add-nodes 3 [learners=1] [inflight=] [entries=] [uncommitted=] [failover=]`: voters from 1,
///   and after them learners.
/// - `add-spare 4`: a node that is no member yet; it knows the members of the beginning.
/// - `preset 1 terms=1,1,4 [term=4]`: starts the node with such a log on its disk.
/// - `crash 1`: what was not durable is lost. `restart 1`: it starts from its disk.
/// - `copy-disk 1`, `put-back 1`: the node is started from the copy.
extension Interaction {
    static let nodeVerbs: [String: Verb] = [
        "add-nodes": Verb(
            options: ["learners", "inflight", "entries", "uncommitted", "failover"]
        ) { interaction, command throws(ScriptFailure) in
            try interaction.addNodes(command)
        },
        "add-spare": Verb { interaction, command throws(ScriptFailure) in
            guard let first = interaction.nodes.first else {
                throw ScriptFailure("a spare node needs others before it")
            }
            try interaction.add(
                InteractionNode(
                    id: NodeID(try command.number(at: 0)), membership: first.formatted,
                    options: first.options))
        },
        "preset": Verb(options: ["terms", "term"]) { interaction, command throws(ScriptFailure) in
            let node = try interaction.node(command)
            let terms = try command.numbers("terms")
            node.disk.preset(terms: terms, term: try command.number("term") ?? terms.last ?? 0)
            node.restart()
        },
        "crash": Verb { interaction, command throws(ScriptFailure) in
            for node in try interaction.nodes(command) { node.crash() }
        },
        "restart": Verb { interaction, command throws(ScriptFailure) in
            let node = try interaction.downNode(command)
            node.restart()
            interaction.turn(node)
        },
        "copy-disk": Verb { interaction, command throws(ScriptFailure) in
            let node = try interaction.node(command)
            node.copy = node.disk
        },
        "put-back": Verb { interaction, command throws(ScriptFailure) in
            let node = try interaction.downNode(command)
            guard let copy = node.copy else {
                throw ScriptFailure("there is no copy of the disk of node \(node.id)")
            }
            node.disk = copy
            node.restart()
            interaction.turn(node)
        },
    ]

    private func addNodes(_ command: ScriptCommand) throws(ScriptFailure) {
        let voters = try command.number(at: 0)
        let learners = try command.number("learners") ?? 0
        guard voters > 0 else { throw ScriptFailure("a cluster has one voter at least") }
        var membership = Membership(voters: (1...voters).map { Member(node: NodeID($0)) })
        for id in voters..<(voters + learners) {
            membership.learners.append(NodeID(id + 1))
            membership.members.append(Member(node: NodeID(id + 1)))
        }
        var options = RaftOptions(electionTicks: 10, heartbeatTicks: 2, seed: 1)
        options.inflightMessages = try command.count("inflight", else: options.inflightMessages)
        options.appendEntries = try command.count("entries", else: options.appendEntries)
        options.uncommittedBytes = try command.count("uncommitted", else: options.uncommittedBytes)
        options.failoverTicks = try command.count("failover", else: options.failoverTicks)
        for node in membership.nodes {
            try self.add(InteractionNode(id: node, membership: membership, options: options))
        }
    }

    private func downNode(_ command: ScriptCommand) throws(ScriptFailure) -> InteractionNode {
        let node = try self.node(NodeID(try command.number(at: 0)))
        guard !node.isUp else { throw ScriptFailure("node \(node.id) is up") }
        return node
    }
}
