import Raft

/// Messages and links.
///
/// - `deliver [1->2] [Heartbeat] [skip=1] [first=1] [keep]`: hands over the messages in flight,
///   oldest first; only those of a link or a kind, without some, or so many. Kept ones will arrive
///   once more.
/// - `drop`: the same choice, lost instead.
/// - `flight`: what is on its way.
/// - `cut 1->2`, `isolate 3`, `heal`: links on which everything sent is lost, until healed.
/// - `stabilize [1 2]`: syncs and delivers until these nodes, or all, are at rest.
/// - `link-refused 2 1`, `link-opened 2 1`: the transport of node 2 has news of node 1.
extension Interaction {
    static let networkVerbs: [String: Verb] = [
        "deliver": Verb(options: ["skip", "first"]) { interaction, command throws(ScriptFailure) in
            let chosen = try interaction.choose(command)
            if chosen.isEmpty { interaction.print("nothing is in flight") }
            for message in chosen { try interaction.deliver(message, isQuiet: false) }
        },
        "drop": Verb(options: ["skip", "first"]) { interaction, command throws(ScriptFailure) in
            let chosen = try interaction.choose(command)
            if chosen.isEmpty { interaction.print("nothing is in flight") }
            for message in chosen { interaction.print("lost: \(message.line)") }
        },
        "flight": Verb { interaction, _ throws(ScriptFailure) in
            if interaction.inFlight.isEmpty { interaction.print("nothing is in flight") }
            for message in interaction.inFlight { interaction.print(message.line) }
        },
        "cut": Verb { interaction, command throws(ScriptFailure) in
            for position in command.words.indices {
                guard let link = try command.link(at: position), let from = link.from,
                    let to = link.to
                else { throw ScriptFailure("a link is spelt 1->2") }
                _ = (try interaction.node(from), try interaction.node(to))
                interaction.cut.insert(Link(from: from, to: to))
            }
        },
        "isolate": Verb { interaction, command throws(ScriptFailure) in
            for node in try interaction.nodes(command) {
                for other in interaction.nodes where other.id != node.id {
                    interaction.cut.insert(Link(from: node.id, to: other.id))
                    interaction.cut.insert(Link(from: other.id, to: node.id))
                }
            }
        },
        "heal": Verb { interaction, _ throws(ScriptFailure) in interaction.cut = [] },
        "stabilize": Verb { interaction, command throws(ScriptFailure) in
            try interaction.stabilize(try interaction.nodes(command))
        },
        "link-refused": Verb { interaction, command throws(ScriptFailure) in
            let node = try interaction.node(command)
            node.raft.linkRefused(by: NodeID(try command.number(at: 1)))
            interaction.turn(node)
        },
        "link-opened": Verb { interaction, command throws(ScriptFailure) in
            let node = try interaction.node(command)
            node.raft.linkOpened(to: NodeID(try command.number(at: 1)))
            interaction.turn(node)
        },
    ]

    /// Takes the messages that the command means out of flight.
    private func choose(_ command: ScriptCommand) throws(ScriptFailure) -> [Message] {
        let link = try command.link(at: 0)
        let kinds = command.words.dropFirst(link == nil ? 0 : 1).filter { $0 != "keep" }
        guard kinds.count <= 1 else { throw ScriptFailure("one kind of message at most") }
        for end in [link?.from, link?.to] {
            if let end { _ = try self.node(end) }
        }
        var skipped = try command.count("skip", else: 0)
        var left = try command.count("first", else: .max)
        var chosen: [Message] = []
        var others: [Message] = []
        for message in self.inFlight {
            let isMeant =
                (link?.from ?? message.from) == message.from
                && (link?.to ?? message.to) == message.to
                && (kinds.first ?? message.body.name) == message.body.name
            if isMeant, skipped > 0 {
                skipped -= 1
                others.append(message)
            } else if isMeant, left > 0 {
                left -= 1
                chosen.append(message)
            } else {
                others.append(message)
            }
        }
        if !command.has("keep") { self.inFlight = others }
        return chosen
    }

    private func deliver(_ message: Message, isQuiet: Bool) throws(ScriptFailure) {
        let node = try self.node(message.to)
        guard node.isUp else {
            self.print("lost: \(message.line)")
            return
        }
        let outcome = node.raft.step(message)
        if case .ignored(let reason) = outcome, !(isQuiet && reason == .staleAnswer) {
            self.print("\(node.id) ignores \(message.line): \(reason)")
        }
        self.turn(node)
    }

    /// Syncs all disks that are well and delivers what is in flight, over and over.
    ///
    /// Answers that come too late to matter are not printed.
    func stabilize(_ nodes: [InteractionNode]) throws(ScriptFailure) {
        let ids = nodes.map(\.id)
        for _ in 0..<1000 {
            var isAtRest = true
            for node in nodes where node.isUp && !node.isDiskHung && !node.pendingWrites.isEmpty {
                isAtRest = false
                node.sync()
                self.turn(node)
            }
            let messages = self.inFlight.filter { ids.contains($0.to) }
            self.inFlight.removeAll { ids.contains($0.to) }
            for message in messages {
                isAtRest = false
                try self.deliver(message, isQuiet: true)
            }
            if isAtRest { return }
        }
        throw ScriptFailure("the nodes do not come to rest")
    }
}
