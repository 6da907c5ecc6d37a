import Raft

/// Snapshots as the shell carries them; how their bytes travel is not told here.
///
/// - `snapshot 1`: one of what the node has applied; kept for `install`.
/// - `install 3 1`: node 3 has received and verified it from node 1.
/// - `snapshot-ended 1 3 [at=5]`: node 1 hears how the transfer to node 3 ended; without an index
///   it failed.
extension Interaction {
    static let snapshotVerbs: [String: Verb] = [
        "snapshot": Verb { interaction, command throws(ScriptFailure) in
            let node = try interaction.node(command)
            let index = node.raft.status().appliedIndex
            guard let term = node.raft.log.term(at: index),
                let membership = node.raft.membershipRecords.last(where: { $0.index <= index })
            else { throw ScriptFailure("node \(node.id) cannot tell the term at \(index)") }
            interaction.snapshot = SnapshotInstall(
                generation: 1, index: index, term: term, membership: membership)
            interaction.print(
                "snapshot at \(index)/\(term), members as of \(membership.index):"
                    + " \(membership.membership.text)")
        },
        "install": Verb { interaction, command throws(ScriptFailure) in
            let node = try interaction.node(command)
            guard let snapshot = interaction.snapshot else {
                throw ScriptFailure("no snapshot was made")
            }
            if !node.raft.install(snapshot, from: NodeID(try command.number(at: 1))) {
                interaction.print("\(node.id) does not need the snapshot at \(snapshot.index)")
            }
            interaction.turn(node)
        },
        "snapshot-ended": Verb(options: ["at"]) { interaction, command throws(ScriptFailure) in
            let node = try interaction.node(command)
            let index = try command.number("at").map { LogIndex($0) }
            node.raft.snapshotEnded(for: NodeID(try command.number(at: 1)), at: index)
            interaction.turn(node)
        },
    ]
}
