internal import Raft
internal import RoomState

/// What a turn has to say to each peer, gathered so that each gets one frame.
struct OutgoingFrames: Sendable {
    private struct Target: Sendable {
        let node: NodeID
        var messages: [ReplicaMessage] = []
        var commands: [ForwardedCommand] = []
        var answers: [ForwardAnswer] = []
    }

    /// Sorted by node; a handful.
    private var targets: [Target] = []

    mutating func add(_ message: ReplicaMessage, to node: NodeID) {
        self.targets[self.position(of: node)].messages.append(message)
    }

    mutating func forward(_ command: ForwardedCommand, to node: NodeID) {
        self.targets[self.position(of: node)].commands.append(command)
    }

    mutating func answer(_ answer: ForwardAnswer, to node: NodeID) {
        self.targets[self.position(of: node)].answers.append(answer)
    }

    mutating func take(
        groupTime: GroupTime, wallMilliseconds: UInt64, disk: DiskLevel
    ) -> [ReplicaReady.Outgoing] {
        var outgoing: [ReplicaReady.Outgoing] = []
        for position in self.targets.indices {
            let target = self.targets[position]
            var messages = target.messages
            messages += Self.forwards(target.commands)
            messages += Self.forwardAnswers(target.answers)
            guard !messages.isEmpty else { continue }
            self.targets[position] = Target(node: target.node)
            outgoing.append(
                ReplicaReady.Outgoing(
                    node: target.node,
                    frame: ReplicaFrame(
                        groupTime: groupTime, wallMilliseconds: wallMilliseconds, disk: disk,
                        messages: messages)))
        }
        return outgoing
    }

    /// Cuts commands into messages that a frame can carry: all that gathered without a leader leave
    /// in one turn once there is one.
    private static func forwards(_ commands: [ForwardedCommand]) -> [ReplicaMessage] {
        var messages: [ReplicaMessage] = []
        var part: [ForwardedCommand] = []
        var bytes = 0
        for command in commands {
            if bytes >= Limits.frameBytes || part.count == Limits.frameItems {
                messages.append(.forward(part))
                part = []
                bytes = 0
            }
            part.append(command)
            bytes += command.command.count
        }
        if !part.isEmpty { messages.append(.forward(part)) }
        return messages
    }

    private static func forwardAnswers(_ answers: [ForwardAnswer]) -> [ReplicaMessage] {
        stride(from: 0, to: answers.count, by: Limits.frameItems).map { start in
            let end = min(start + Limits.frameItems, answers.count)
            return .forwardAnswers(Array(answers[start..<end]))
        }
    }

    private mutating func position(of node: NodeID) -> Int {
        let position = self.targets.firstIndex { $0.node >= node } ?? self.targets.endIndex
        if position == self.targets.endIndex || self.targets[position].node != node {
            self.targets.insert(Target(node: node), at: position)
        }
        return position
    }
}
