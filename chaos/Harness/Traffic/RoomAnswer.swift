import Linearizability
import RoomClient
import RoomProtocol

/// The answers of the service in the words of the history.
enum RoomAnswer {
    /// What a change that was decided did: `ok`, or `fail` when it changed nothing.
    static func outcome(
        of kind: OperationKind, _ response: Roomkeeper_V1_MutateResponse
    ) -> (OperationOutcome, OperationResult) {
        guard !response.changed else {
            return (.ok, OperationResult(revision: Int(response.revision)))
        }
        // A room that is as it was wanted to be is a success without a change.
        switch kind {
        case .pin, .cohostAdd: return (.fail, OperationResult(code: .already))
        case .unpin, .cohostRemove: return (.fail, OperationResult(code: .missing))
        case .delete: return (.fail, OperationResult(code: .notFound))
        default: return (.ok, OperationResult(revision: Int(response.revision)))
        }
    }

    /// Why the state machine said no; nil for a refusal that it knows nothing of.
    static func code(_ reason: String) -> FailureCode? {
        switch reason {
        case "REVISION_MISMATCH": .conflict
        case "ROOM_NOT_FOUND", "ROOM_ENDED": .notFound
        case "ACTOR_NOT_ALLOWED": .forbidden
        case "PINNED_FULL", "SEATS_FULL": .full
        case "ALREADY_SEATED": .already
        case "NOT_SEATED": .missing
        default: nil
        }
    }

    static func result(_ room: Roomkeeper_V1_Room) -> OperationResult {
        guard room.state != .ended else { return OperationResult(exists: false) }
        var result = OperationResult(
            revision: Int(room.revision), value: .text(room.info.title), exists: true)
        result.host = room.hostID
        result.pins = room.products.pinned
        result.cohosts = room.stage.seats.filter { $0.role == .coHost }.map { $0.userID }.sorted()
        return result
    }
}
