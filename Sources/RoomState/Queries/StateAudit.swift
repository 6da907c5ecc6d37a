/// Compares what is derived with what it is derived from: indexes, presences and deadlines with
/// rooms (rooms.md §3, invariants 2 and 15), rings with revisions.
///
/// It reads everything; for tests, for the simulator, and for a state that is in doubt.
package enum StateAudit {
    /// One sentence for each thing that is wrong; none when all is well.
    ///
    /// The reader must hold everything that was applied.
    package static func findings(in reader: some StateReader) throws(StateReadFailure) -> [String] {
        var findings: [String] = []
        var expected: [[UInt8]: [UInt8]] = [:]
        let ids = try Self.rooms(in: reader)
        for id in ids {
            guard let room = try RoomRecords.room(id, in: reader) else { continue }
            findings += room.checkInvariants()
            expected.merge(Self.records(of: room)) { _, new in new }
            if let finding = try Self.ringFinding(of: room, in: reader) { findings.append(finding) }
        }
        let count = try RoomRecords.roomCount(in: reader)
        if count != UInt64(ids.count) {
            findings.append("\(ids.count) rooms are stored, and the number stored is \(count)")
        }
        for table in [StateKey.Table.index, .deadlines] {
            for pair in try Self.pairs(withPrefix: [table.rawValue], in: reader)
            where expected.removeValue(forKey: pair.key) != pair.value {
                findings.append("the record \(pair.key) does not follow from the rooms")
            }
        }
        for key in expected.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            findings.append("the record \(key) is missing")
        }
        return findings
    }

    /// All rooms, in the order of their keys.
    package static func rooms(in reader: some StateReader) throws(StateReadFailure) -> [RoomID] {
        var rooms: [RoomID] = []
        for pair in try Self.pairs(withPrefix: [StateKey.Table.room.rawValue], in: reader) {
            let key = pair.key
            guard key.count > 2, key.count > 2 + Int(key[1]),
                let id = RoomID(String(decoding: key[2..<2 + Int(key[1])], as: UTF8.self))
            else { throw StateReadFailure("the key \(key) is not of a room") }
            if rooms.last != id { rooms.append(id) }
        }
        return rooms
    }

    /// Everything in other tables that follows from a room.
    private static func records(of room: Room) -> [[UInt8]: [UInt8]] {
        var records: [[UInt8]: [UInt8]] = [:]
        for key in RoomIndex.allKeys(of: room) {
            records[key] = []
        }
        if let host = room.occupiedHost {
            records[StateKey.host(host)] = room.id.utf8
        }
        if let presence = room.presence {
            records[StateKey.presence(of: room.id)] = PresenceRecords.encode(presence)
        }
        for deadline in room.deadlines {
            records[deadline.key] = [Deadline.recordVersion]
        }
        return records
    }

    private static func ringFinding(
        of room: Room, in reader: some StateReader
    ) throws(StateReadFailure) -> String? {
        guard let chunk = try EventRing.chunks(of: room.id, from: nil, in: reader).last,
            chunk.last != room.revision
        else { return nil }
        return "the ring of room \(room.id) ends with revision \(chunk.last), the room is at "
            + "\(room.revision)"
    }

    private static func pairs(
        withPrefix prefix: [UInt8], in reader: some StateReader
    ) throws(StateReadFailure) -> [StatePair] {
        var pairs: [StatePair] = []
        var start: [UInt8]?
        while true {
            let page = try reader.pairs(
                withPrefix: prefix, from: start, limit: Limits.auditPairsPerScan)
            pairs += page
            guard page.count == Limits.auditPairsPerScan, let last = page.last else { return pairs }
            start = last.key + [0]
        }
    }
}
