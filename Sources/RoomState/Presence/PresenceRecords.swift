import ByteCoding

/// The presences in the state database: one record a live room with heartbeats, so that whoever
/// starts to lead finds them with one scan.
///
/// ```
/// 02 20 room id  ->  version:1  presence id  host  ttl in seconds
/// ```
package enum PresenceRecords {
    static let version: UInt8 = 1

    static func encode(_ presence: HostPresence) -> [UInt8] {
        var writer = ByteWriter(capacity: 48)
        writer.writeByte(Self.version)
        writer.writeVarint(presence.id.revision)
        writer.writeUser(presence.hostID)
        writer.writeInt(presence.ttlSeconds)
        return writer.bytes
    }

    /// All that are stored, ascending by room.
    package static func all(in reader: some StateReader) throws(StateReadFailure) -> [HostPresence]
    {
        var presences: [HostPresence] = []
        var start: [UInt8]?
        while true {
            let pairs = try reader.pairs(
                withPrefix: StateKey.presencePrefix, from: start, limit: Limits.presencesPerScan)
            for pair in pairs {
                presences.append(try Self.decode(pair))
            }
            guard pairs.count == Limits.presencesPerScan, let last = pairs.last else {
                return presences
            }
            start = last.key + [0]
        }
    }

    static func decode(_ pair: StatePair) throws(StateReadFailure) -> HostPresence {
        let text = String(
            decoding: pair.key.dropFirst(StateKey.presencePrefix.count), as: UTF8.self)
        guard let roomID = RoomID(text) else {
            throw StateReadFailure("a presence lies under a key that names no room")
        }
        var reader = ByteReader(pair.value)
        do throws(DecodingFailure) {
            let version = try reader.readByte()
            guard version == Self.version else { throw .unknownVersion(UInt64(version)) }
            let id = PresenceID(revision: try reader.readVarint())
            let host = try reader.readUserID()
            let ttl = try reader.readInt(limit: Limits.presenceTTLSeconds.upperBound)
            try reader.expectEnd()
            return HostPresence(roomID: roomID, id: id, hostID: host, ttlSeconds: ttl)
        } catch {
            throw StateReadFailure("the presence of room \(roomID): \(error)")
        }
    }
}
