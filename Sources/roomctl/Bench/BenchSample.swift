import Linearizability
import RoomClient
import RoomProtocol

/// An operation on a room that the history of a bench covers, from its call on.
struct BenchSample: Sendable {
    private let history: BenchHistory
    private var record: OperationRecord

    /// - Returns: `nil` when the history does not cover the room, or is cut off.
    init?(
        _ history: BenchHistory?, room: (place: Int, id: String), process: Int,
        kind: BenchOperation
    ) {
        guard let history, room.place < history.roomCount, !history.isCut else { return nil }
        self.history = history
        self.record = OperationRecord(
            process: process, kind: kind == .read ? .read : .set, room: room.id,
            call: history.now, outcome: .unknown)
    }

    /// - Parameter isStale: the caller did not ask for a linearizable read.
    func end(
        _ answer: Result<Roomkeeper_V1_GetRoomResponse, RoomClientError>, isStale: Bool,
        value: (Roomkeeper_V1_Room) -> String
    ) {
        var record = self.record
        record.ret = self.history.now
        record.mode = isStale ? "stale" : nil
        switch answer {
        case .success(let response):
            record.outcome = .ok
            record.node = "n\(response.nodeID)"
            record.result = OperationResult(
                revision: Int(response.room.revision), value: .text(value(response.room)))
        case .failure: record.outcome = .fail
        }
        self.history.add(record)
    }

    func end(_ outcome: MutationOutcome, value: String) {
        var record = self.record
        record.arguments = OperationArguments(value: .text(value))
        switch outcome {
        case .ok(let response):
            record.outcome = .ok
            record.ret = self.history.now
            record.result = OperationResult(revision: Int(response.revision))
        case .rejected:
            // Without a code it says nothing of the room.
            record.outcome = .fail
            record.ret = self.history.now
        case .unknown: record.outcome = .unknown
        }
        self.history.add(record)
    }
}
