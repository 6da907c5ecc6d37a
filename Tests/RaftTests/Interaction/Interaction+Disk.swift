import Raft

/// What the disks do.
///
/// - `sync [1] [count=1]`: makes the oldest writes durable, all of them without a count.
/// - `disk 1 hangs|works|full|roomy`: nothing becomes durable; no more entries fit.
/// - `compact 1 [through=5]`: the log up to there, or up to what is applied, is no longer needed.
extension Interaction {
    static let diskVerbs: [String: Verb] = [
        "sync": Verb(options: ["count"]) { interaction, command throws(ScriptFailure) in
            for node in try interaction.nodes(command) {
                guard !node.isDiskHung else {
                    throw ScriptFailure("the disk of node \(node.id) hangs")
                }
                node.sync(try command.count("count", else: .max))
                interaction.turn(node)
            }
        },
        "disk": Verb { interaction, command throws(ScriptFailure) in
            let node = try interaction.node(command)
            switch command.words.last {
            case "hangs": node.isDiskHung = true
            case "works": node.isDiskHung = false
            case "full": node.raft.takesEntries = false
            case "roomy": node.raft.takesEntries = true
            default: throw ScriptFailure("a disk hangs, works, or is full or roomy")
            }
        },
        "compact": Verb(options: ["through"]) { interaction, command throws(ScriptFailure) in
            let node = try interaction.node(command)
            let index = try command.number("through").map { LogIndex($0) }
            node.raft.truncatePrefix(through: index ?? node.raft.status().appliedIndex)
            interaction.turn(node)
        },
    ]
}
