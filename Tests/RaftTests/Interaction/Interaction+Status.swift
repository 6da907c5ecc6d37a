import Raft

/// What nodes know of themselves.
///
/// - `status [1 2]`: role, term and positions; of a leader, also how far it knows the others to be.
/// - `log [1 2]`: the term of each entry, as figure 7 of the Raft paper draws it.
/// - `members [1]`: the configuration in effect.
extension Interaction {
    static let statusVerbs: [String: Verb] = [
        "status": Verb { interaction, command throws(ScriptFailure) in
            for node in try interaction.nodes(command) { interaction.printStatus(node) }
        },
        "log": Verb { interaction, command throws(ScriptFailure) in
            for node in try interaction.nodes(command) {
                let status = node.raft.status()
                var terms: [String] = []
                var index = status.truncatedIndex.next
                while index <= status.lastIndex {
                    terms.append(node.raft.log.term(at: index)?.description ?? "?")
                    index = index.next
                }
                let start = status.truncatedIndex
                let shown = (start == .zero ? [] : ["(\(start) gone)"]) + terms
                interaction.print(
                    "\(node.id): " + (shown.isEmpty ? "empty" : shown.joined(separator: " ")))
            }
        },
        "members": Verb { interaction, command throws(ScriptFailure) in
            for node in try interaction.nodes(command) {
                interaction.print("\(node.id): \(node.raft.membership.text)")
            }
        },
    ]

    private func printStatus(_ node: InteractionNode) {
        let status = node.raft.status()
        var line = "\(node.id): \(status.role.rawValue), term \(status.term)"
        if let leader = status.leader, status.role != .leader { line += ", leader \(leader)" }
        line += ", last \(status.lastIndex)/\(status.lastTerm), durable \(status.durableIndex)"
        line += ", commit \(status.commitIndex), applied \(status.appliedIndex)"
        if let target = status.transferTarget { line += ", handing over to \(target)" }
        self.print(line)
        for peer in status.peers {
            var line = "   \(peer.node): match \(peer.matchIndex), next \(peer.nextIndex)"
            if peer.needsSnapshot { line += ", needs a snapshot" }
            if !peer.isAnswering { line += ", silent" }
            self.print(line)
        }
    }
}
