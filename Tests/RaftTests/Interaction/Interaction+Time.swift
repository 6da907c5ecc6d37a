import Raft

/// The passing of time, node by node.
///
/// - `tick [1 2] [times=3]`: lets time pass for these nodes, in turns; for all without any.
/// - `campaign 1`: lets time pass for the node alone until it stands for election.
/// - `elect 1`: the same, and everything settles; prints no more than that it leads.
/// - `pass 10`: lets time pass for all, with everything settling in between; prints no heartbeats.
extension Interaction {
    static let timeVerbs: [String: Verb] = [
        "tick": Verb(options: ["times"]) { interaction, command throws(ScriptFailure) in
            let nodes = try interaction.nodes(command)
            for _ in 0..<(try command.count("times", else: 1)) {
                for node in nodes {
                    node.raft.tick()
                    interaction.turn(node)
                }
            }
        },
        "campaign": Verb { interaction, command throws(ScriptFailure) in
            interaction.campaign(try interaction.node(command))
        },
        "elect": Verb { interaction, command throws(ScriptFailure) in
            let node = try interaction.node(command)
            interaction.campaign(node)
            try interaction.stabilize(interaction.nodesUp)
            interaction.removeLines { _ in true }
            guard node.raft.role == .leader else {
                throw ScriptFailure("node \(node.id) was not elected")
            }
            interaction.print("\(node.id) leads term \(node.raft.term)")
        },
        "pass": Verb { interaction, command throws(ScriptFailure) in
            for _ in 0..<(try command.number(at: 0)) {
                let nodes = interaction.nodesUp
                for node in nodes {
                    node.raft.tick()
                    interaction.turn(node)
                }
                try interaction.stabilize(nodes)
            }
            interaction.removeLines { $0.contains("Heartbeat") }
        },
    ]

    private func campaign(_ node: InteractionNode) {
        // The longest wait that can be drawn is shorter than two timeouts.
        for _ in 0..<(2 * node.options.electionTicks) {
            let printed = self.printedCount
            node.raft.tick()
            self.turn(node)
            if self.printedCount > printed { return }
        }
        self.print("\(node.id) does not stand")
    }
}
