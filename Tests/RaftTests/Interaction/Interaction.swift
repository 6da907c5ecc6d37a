import Raft

/// The nodes of one script and the messages between them, moved by its commands.
///
/// After every input a node takes its turn: what `ready()` hands out is carried out, but for
/// messages, which wait to be delivered, and writes, which wait to be made durable. All of it is
/// printed, in order, each thing once: a message when it is sent, not when it arrives.
///
/// After every command it checks that no two nodes led one term, and that no two applied different
/// entries at one index.
final class Interaction {
    struct Link: Hashable {
        var from: NodeID
        var to: NodeID
    }

    struct Verb: Sendable {
        var options: [String] = []
        var run: @Sendable (Interaction, ScriptCommand) throws(ScriptFailure) -> Void
    }

    static let verbs: [String: Verb] = [
        Interaction.nodeVerbs, Interaction.timeVerbs, Interaction.networkVerbs,
        Interaction.diskVerbs, Interaction.requestVerbs,
        Interaction.membershipVerbs, Interaction.snapshotVerbs, Interaction.statusVerbs,
    ].reduce(into: [:]) { $0.merge($1) { first, _ in first } }

    private(set) var nodes: [InteractionNode] = []
    var inFlight: [Message] = []
    /// Links on which everything is lost.
    var cut: Set<Link> = []
    /// The snapshot made last.
    var snapshot: SnapshotInstall?
    private var lines: [String] = []
    private var leaders: [Term: NodeID] = [:]
    private var applied: [LogIndex: Entry] = [:]

    /// Carries out one command; returns what it printed.
    func run(_ command: ScriptCommand) throws(ScriptFailure) -> [String] {
        guard let verb = Self.verbs[command.name] else {
            throw ScriptFailure("there is no command '\(command.name)'")
        }
        try command.allow(verb.options)
        self.lines = []
        try verb.run(self, command)
        try self.checkSafety()
        return self.lines
    }

    /// How many lines the present command has printed.
    var printedCount: Int { self.lines.count }

    func removeLines(where isUnwanted: (String) -> Bool) {
        self.lines.removeAll(where: isUnwanted)
    }

    func print(_ line: String) { self.lines.append(line) }

    func add(_ node: InteractionNode) throws(ScriptFailure) {
        guard !self.nodes.contains(where: { $0.id == node.id }) else {
            throw ScriptFailure("node \(node.id) is there already")
        }
        self.nodes.append(node)
    }

    func node(_ id: NodeID) throws(ScriptFailure) -> InteractionNode {
        guard let node = self.nodes.first(where: { $0.id == id }) else {
            throw ScriptFailure("there is no node \(id)")
        }
        return node
    }

    /// The node at `position` of the command's words, which must be up.
    func node(
        _ command: ScriptCommand, at position: Int = 0
    ) throws(ScriptFailure)
        -> InteractionNode
    {
        let node = try self.node(NodeID(try command.number(at: position)))
        guard node.isUp else { throw ScriptFailure("node \(node.id) is down") }
        return node
    }

    var nodesUp: [InteractionNode] { self.nodes.filter(\.isUp) }

    /// The nodes that the command's words name; all that are up when it has none.
    func nodes(_ command: ScriptCommand) throws(ScriptFailure) -> [InteractionNode] {
        guard !command.words.isEmpty else { return self.nodesUp }
        var named: [InteractionNode] = []
        for position in command.words.indices {
            named.append(try self.node(command, at: position))
        }
        return named
    }

    /// Lets a node act on its latest input, and prints what comes of it.
    func turn(_ node: InteractionNode) {
        for event in node.turn() {
            switch event {
            case .line(let line):
                self.print("\(node.id) \(line)")
            case .message(let message):
                let isLost = self.isLost(from: message.from, to: message.to)
                self.print(message.line + (isLost ? " (lost)" : ""))
                if !isLost { self.inFlight.append(message) }
            }
        }
    }

    private func isLost(from: NodeID, to: NodeID) -> Bool {
        let isUp = self.nodes.first { $0.id == to }?.isUp ?? false
        return !isUp || self.cut.contains(Link(from: from, to: to))
    }

    private func checkSafety() throws(ScriptFailure) {
        for node in self.nodes where node.isUp {
            let term = node.raft.term
            if node.raft.role == .leader {
                let leader = self.leaders[term, default: node.id]
                guard leader == node.id else {
                    throw ScriptFailure("UNSAFE: \(leader) and \(node.id) lead term \(term)")
                }
                self.leaders[term] = node.id
            }
            for entry in node.applied {
                guard self.applied[entry.index, default: entry] == entry else {
                    throw ScriptFailure("UNSAFE: node \(node.id) applied another \(entry.text)")
                }
                self.applied[entry.index] = entry
            }
        }
    }
}
