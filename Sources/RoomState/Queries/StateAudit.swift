import ByteCoding

/// Compares what is derived with what it is derived from: indexes with rooms (rooms.md §3,
/// invariant 15), rings with revisions.
///
/// It reads everything; for tests and for the simulator.
package enum StateAudit {
    /// One sentence for each thing that is wrong; none when all is well.
    ///
    /// The reader must hold everything that was applied.
    package static func findings(in reader: some StateReader) throws(StateReadFailure) -> [String] {
        var findings: [String] = []
        var expected: Set<[UInt8]> = []
        for id in try Self.rooms(in: reader) {
            guard let room = try RoomRecords.room(id, in: reader) else { continue }
            findings += room.checkInvariants()
            expected.formUnion(RoomIndex.allKeys(of: room))
            if room.occupiedHost != nil { expected.insert(StateKey.host(room.head.hostID)) }
            if let chunk = try EventRing.chunks(of: id, from: nil, in: reader).last,
                chunk.last != room.revision
            {
                findings.append(
                    "the ring of room \(id) ends with revision \(chunk.last), the room is at "
                        + "\(room.revision)")
            }
        }
        let kinds = [StateKey.hostKind] + RoomIndex.allCases.map(\.rawValue)
        var stored: Set<[UInt8]> = []
        for kind in kinds {
            stored.formUnion(
                try Self.keys(withPrefix: [StateKey.Table.index.rawValue, kind], in: reader))
        }
        findings += Self.ordered(stored.subtracting(expected)).map { "index entry \($0) is stale" }
        findings += Self.ordered(expected.subtracting(stored)).map { "index entry \($0) is absent" }
        return findings
    }

    /// All rooms, in the order of their keys.
    package static func rooms(in reader: some StateReader) throws(StateReadFailure) -> [RoomID] {
        var rooms: [RoomID] = []
        for key in try Self.keys(withPrefix: [StateKey.Table.room.rawValue], in: reader) {
            guard key.count > 2, key.count > 2 + Int(key[1]),
                let id = RoomID(String(decoding: key[2..<2 + Int(key[1])], as: UTF8.self))
            else { throw StateReadFailure("the key \(key) is not of a room") }
            if rooms.last != id { rooms.append(id) }
        }
        return rooms
    }

    private static func keys(
        withPrefix prefix: [UInt8], in reader: some StateReader
    ) throws(StateReadFailure) -> [[UInt8]] {
        var keys: [[UInt8]] = []
        var start: [UInt8]?
        while true {
            let pairs = try reader.pairs(
                withPrefix: prefix, from: start, limit: Limits.auditPairsPerScan)
            keys += pairs.map(\.key)
            guard pairs.count == Limits.auditPairsPerScan, let last = keys.last else { return keys }
            start = last + [0]
        }
    }

    private static func ordered(_ keys: Set<[UInt8]>) -> [[UInt8]] {
        keys.sorted { $0.lexicographicallyPrecedes($1) }
    }
}
