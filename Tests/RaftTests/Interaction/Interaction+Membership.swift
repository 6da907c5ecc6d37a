import Raft

/// Changes of the members.
///
/// `change 1 [add=4] [promote=4] [demote=3] [remove=2] [force]`: one change of all these steps;
/// each option takes several nodes, as in `remove=2,3`.
extension Interaction {
    static let membershipVerbs: [String: Verb] = [
        "change": Verb(
            options: ["add", "promote", "demote", "remove"]
        ) { interaction, command throws(ScriptFailure) in
            let node = try interaction.node(command)
            var steps: [MembershipChange.Step] = []
            steps += try command.numbers("add").map { .addLearner(Member(node: NodeID($0))) }
            steps += try command.numbers("promote").map { .promote(NodeID($0)) }
            steps += try command.numbers("demote").map { .demote(NodeID($0)) }
            steps += try command.numbers("remove").map { .remove(NodeID($0)) }
            let change = MembershipChange(steps: steps, isForced: command.has("force"))
            if case .refused(let refusal) = node.raft.changeMembership(change) {
                interaction.print("\(node.id) refuses: \(refusal)")
            }
            interaction.turn(node)
        }
    ]
}
