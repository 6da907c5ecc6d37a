/// Compares all that is derived from rooms with the rooms it is derived from (rooms.md §3,
/// invariants 2 and 15).
///
/// It reads everything, so it is for the simulator, for tests, and for a state that is in doubt.
package enum StateAudit {
    /// Records read at once.
    private static let pairsPerScan = 1024

    /// What does not agree: one sentence each, none when all is well.
    package static func findings(in reader: some StateReader) throws(StateReadFailure) -> [String] {
        var expected: [[UInt8]: [UInt8]] = [:]
        var count: UInt64 = 0
        for id in try Self.roomIDs(in: reader) {
            guard let room = try RoomRecords.room(id, in: reader) else { continue }
            count += 1
            for deadline in room.deadlines {
                expected[deadline.key] = [Deadline.recordVersion]
            }
            if let presence = room.presence {
                expected[StateKey.presence(of: id)] = PresenceRecords.encode(presence)
            }
            if let host = room.occupiedHost {
                expected[StateKey.host(host)] = Array(id.rawValue.utf8)
            }
        }
        var findings: [String] = []
        let stored = try RoomRecords.roomCount(in: reader)
        if stored != count {
            findings.append("\(count) rooms are stored, and the number stored is \(stored)")
        }
        let prefixes = [
            [StateKey.Table.deadlines.rawValue], StateKey.presencePrefix, StateKey.hostPrefix,
        ]
        for prefix in prefixes {
            try Self.scan(prefix, in: reader) { pair in
                guard expected.removeValue(forKey: pair.key) != pair.value else { return }
                findings.append("the record \(pair.key) does not follow from the rooms")
            }
        }
        for key in expected.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            findings.append("the record \(key) is missing")
        }
        return findings
    }

    private static func roomIDs(in reader: some StateReader) throws(StateReadFailure) -> [RoomID] {
        var ids: [RoomID] = []
        var failure: StateReadFailure?
        try Self.scan([StateKey.Table.room.rawValue], in: reader) { pair in
            let length = pair.key.count > 1 ? Int(pair.key[1]) : 0
            let text = String(decoding: pair.key.dropFirst(2).prefix(length), as: UTF8.self)
            guard let id = RoomID(text) else {
                failure = StateReadFailure("the key \(pair.key) is of no room")
                return
            }
            if ids.last != id { ids.append(id) }
        }
        if let failure { throw failure }
        return ids
    }

    private static func scan(
        _ prefix: [UInt8], in reader: some StateReader, _ visit: (StatePair) -> Void
    ) throws(StateReadFailure) {
        var start: [UInt8]?
        while true {
            let pairs = try reader.pairs(
                withPrefix: prefix, from: start, limit: Self.pairsPerScan)
            pairs.forEach(visit)
            guard pairs.count == Self.pairsPerScan, let last = pairs.last else { return }
            start = last.key + [0]
        }
    }
}
