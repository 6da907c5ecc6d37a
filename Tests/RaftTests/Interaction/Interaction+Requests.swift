import Raft

/// What clients and operators ask of a node.
///
/// - `propose 1 a b`: a command each; `propose 1 count=3 size=65536`: so many of such a size.
/// - `read 1 7`: a linearizable read with a number of its own.
/// - `transfer 1 [2]`: hands over the leadership, to the best follower without a name.
extension Interaction {
    static let requestVerbs: [String: Verb] = [
        "propose": Verb(options: ["count", "size"]) { interaction, command throws(ScriptFailure) in
            let node = try interaction.node(command)
            var payloads = command.words.dropFirst().map { Array($0.utf8) }
            if let size = try command.number("size") {
                let payload = [UInt8](repeating: 120, count: Int(size))
                payloads += Array(repeating: payload, count: try command.count("count", else: 1))
            }
            guard !payloads.isEmpty else { throw ScriptFailure("there is nothing to propose") }
            for payload in payloads {
                if case .refused(let refusal) = node.raft.propose(payload) {
                    interaction.print("\(node.id) refuses: \(refusal.text)")
                }
            }
            interaction.turn(node)
        },
        "read": Verb { interaction, command throws(ScriptFailure) in
            let node = try interaction.node(command)
            node.raft.readIndex(try command.number(at: 1))
            interaction.turn(node)
        },
        "transfer": Verb { interaction, command throws(ScriptFailure) in
            let node = try interaction.node(command)
            let target = command.words.count > 1 ? NodeID(try command.number(at: 1)) : nil
            switch node.raft.transferLeadership(to: target) {
            case .begun(let chosen): interaction.print("\(node.id) hands over to \(chosen)")
            case .done(let leader): interaction.print("\(leader) leads already")
            case .refused(let refusal):
                interaction.print("\(node.id) refuses: \(refusal.text)")
            }
            interaction.turn(node)
        },
    ]
}

extension ProposalRefusal {
    var text: String {
        switch self {
        case .notLeader(let leader): leader.map { "\($0) leads" } ?? "no leader is known"
        case .transferring(let target): "handing over to \(target)"
        case .tooLarge(let limit): "more than \(limit) bytes"
        case .tooMuchUncommitted(let limit): "\(limit) bytes are not committed yet"
        }
    }
}

extension TransferRefusal {
    var text: String {
        switch self {
        case .notLeader(let leader): leader.map { "\($0) leads" } ?? "no leader is known"
        case .notVoter(let node): "\(node) is no voter"
        case .noCandidate: "no other voter answers"
        }
    }
}
