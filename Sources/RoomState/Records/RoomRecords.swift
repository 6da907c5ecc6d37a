import ByteCoding

/// A room in the state database: several records side by side, so that a pin rewrites neither the
/// products nor the stage.
///
/// Every record begins with a version byte. Records of one room are written in one batch, so a
/// reader with one view of the database sees one revision.
package enum RoomRecords {
    static let version: UInt8 = 1

    /// Reads a whole room with one scan, also on another thread than the one that applies.
    package static func room(
        _ id: RoomID, in reader: some StateReader
    ) throws(StateReadFailure) -> Room? {
        let prefix = StateKey.roomPrefix(id)
        let pairs = try reader.pairs(
            withPrefix: prefix, from: nil, limit: Limits.roomRecordsPerScan)
        guard !pairs.isEmpty else { return nil }
        var parts = RoomParts()
        for pair in pairs {
            do {
                try parts.decode(pair, prefixLength: prefix.count)
            } catch {
                throw StateReadFailure(
                    "a record of room \(id) (section \(pair.key[prefix.count])): \(error)")
            }
        }
        return try parts.assemble(id)
    }

    /// All records of a room, as if none of them were stored.
    package static func changes(writing room: Room) -> [StateChange] {
        var dirty = DirtyRoom(room)
        dirty.markAll()
        var changes: [StateChange] = []
        dirty.appendChanges(to: &changes)
        return changes
    }

    /// How many rooms there are, ended ones too.
    package static func roomCount(in reader: some StateReader) throws(StateReadFailure) -> UInt64 {
        try Self.number(under: StateKey.roomCount, in: reader) ?? 0
    }

    /// The room that `host` hosts in LIVE, PAUSED or SUSPENDED.
    package static func room(
        hostedBy host: UserID, in reader: some StateReader
    ) throws(StateReadFailure) -> RoomID? {
        guard let value = try reader.value(for: StateKey.host(host)) else { return nil }
        return try Self.roomID(from: value, host: host)
    }

    static func roomID(from value: [UInt8], host: UserID) throws(StateReadFailure) -> RoomID {
        guard let id = RoomID(String(decoding: value, as: UTF8.self)) else {
            throw StateReadFailure("the index entry of host \(host) is no room id")
        }
        return id
    }

    static func number(
        under key: [UInt8], in reader: some StateReader
    ) throws(StateReadFailure) -> UInt64? {
        guard let value = try reader.value(for: key) else { return nil }
        return try Self.number(from: value)
    }

    static func number(from value: [UInt8]) throws(StateReadFailure) -> UInt64 {
        var reader = ByteReader(value)
        do {
            let number = try reader.readUInt64()
            try reader.expectEnd()
            return number
        } catch {
            throw StateReadFailure("a number of the system table: \(error)")
        }
    }

    static func encode(_ number: UInt64) -> [UInt8] {
        var writer = ByteWriter(capacity: 8)
        writer.writeUInt64(number)
        return writer.bytes
    }
}
