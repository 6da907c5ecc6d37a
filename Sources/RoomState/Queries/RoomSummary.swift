import ByteCoding

/// The part of a room that lists show and filters look at; two records, whatever the room's size.
package struct RoomSummary: Equatable, Sendable {
    package var head: RoomHead
    package var info: RoomInfo
    package var settings: RoomSettings

    package var id: RoomID { self.head.id }
}

extension RoomRecords {
    /// Reads what lists show of a room, also on another thread than the one that applies.
    package static func summary(
        _ id: RoomID, in reader: some StateReader
    ) throws(StateReadFailure) -> RoomSummary? {
        // The head is the first record of a room and the profile the second.
        let pairs = try reader.pairs(withPrefix: StateKey.roomPrefix(id), from: nil, limit: 2)
        guard let head = pairs.first else { return nil }
        guard pairs.count == 2, head.key == StateKey.room(id, .head),
            pairs[1].key == StateKey.room(id, .profile)
        else { throw StateReadFailure("room \(id) lacks its head or profile record") }
        do throws(DecodingFailure) {
            return try self.decode(head: head.value, profile: pairs[1].value)
        } catch {
            throw StateReadFailure("the head or profile of room \(id): \(error)")
        }
    }

    private static func decode(
        head: [UInt8], profile: [UInt8]
    ) throws(DecodingFailure) -> RoomSummary {
        var headReader = ByteReader(head)
        var profileReader = ByteReader(profile)
        let versions = [try headReader.readByte(), try profileReader.readByte()]
        for version in versions where version != Self.version {
            throw .unknownVersion(UInt64(version))
        }
        let summary = RoomSummary(
            head: try RoomHead(from: &headReader), info: try RoomInfo(from: &profileReader),
            settings: try RoomSettings(from: &profileReader))
        try headReader.expectEnd()
        try profileReader.expectEnd()
        return summary
    }
}
