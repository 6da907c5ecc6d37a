internal import Raft
internal import RoomReplica
internal import RoomState

/// What a command says that it may do, held against what it did.
enum CommandRules {
    /// Returns what is wrong with the effect of the command in `entry`, if it holds one.
    static func check(
        _ entry: Entry, _ outcome: RoomOutcome?, _ changes: [AppliedChange]
    ) -> String? {
        guard entry.kind == .command, let outcome, !outcome.replayed,
            case .applied(let receipt) = outcome.result,
            let command = CommandPayload.command(in: entry.payload)
        else { return nil }
        // What was to go only with one revision of its room went with that one.
        let met = receipt.changed ? receipt.revision - 1 : receipt.revision
        if let expected = command.preconditions.revision, met != expected {
            return "entry \(entry.index) was for revision \(expected) and went with \(met)"
        }
        let ended = changes.first { $0.change.events.contains(.roomEnded(.hostMoved)) }
        if let ended, !command.operations.contains(where: Self.endsOther) {
            return "entry \(entry.index) ended room \(ended.change.roomID), and was not asked to"
        }
        return nil
    }

    private static func endsOther(_ operation: RoomOperation) -> Bool {
        switch operation {
        case .create(let create): create.onConflict == .endOther
        case .start(let onConflict): onConflict == .endOther
        case .transferHost(let transfer): transfer.onConflict == .endOther
        default: false
        }
    }
}
