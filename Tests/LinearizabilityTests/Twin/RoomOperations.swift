import Linearizability
import SeededRandomness

/// Operations on one room, with few names, so that they meet.
enum RoomOperations {
    static func next(
        _ random: inout SeededGenerator, _ serial: Int, isOneLife: Bool
    ) -> OperationRecord {
        var kinds: [OperationKind] = [
            .read, .read, .set, .set, .cas, .pin, .pin, .unpin, .cohostAdd, .cohostRemove,
        ]
        if !isOneLife { kinds += [.create, .delete] }
        let kind = serial == 1 ? .create : random.pick(kinds)
        var record = OperationRecord(process: 0, kind: kind, room: "r", call: 0, outcome: .ok)
        if kind == .read { return record }
        var arguments = OperationArguments()
        switch kind {
        case .create:
            arguments.host = "h"
            if random.oneIn(2) { arguments.actor = "o" }
        case .set, .cas: arguments.value = .text("v\(random.below(serial))")
        case .pin, .unpin: arguments.id = "p\(random.below(3))"
        case .cohostAdd, .cohostRemove: arguments.user = "c\(random.below(2))"
        case .delete, .read, .write: break
        }
        if kind == .cas { arguments.expectedRevision = 1 + random.below(4) }
        if kind != .create, random.oneIn(2) {
            arguments.actor = random.pick(["host", "h", "o", "c0", "c1"])
        }
        record.arguments = arguments
        return record
    }
}

extension TwinRoom {
    /// What a read of it tells.
    func sight(tellsRevision: Bool) -> OperationResult {
        guard self.exists else { return OperationResult(exists: false) }
        var result = OperationResult(
            revision: tellsRevision ? self.revision : nil, value: .text(self.value))
        result.host = self.host
        result.pins = self.pins
        result.cohosts = self.cohosts.sorted()
        return result
    }
}
