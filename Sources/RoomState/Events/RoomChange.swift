package import ByteCoding

/// One revision of one room: all events of a change set, with who and what caused them.
package struct RoomChange: Equatable, Sendable {
    package var roomID: RoomID
    /// The room's revision with the events in effect.
    package var revision: UInt64
    /// `nil`: the calling service, or no one when `cause` is not a command.
    package var actor: UserID?
    package var cause: Cause
    package var groupTime: GroupTime
    package var events: [RoomEvent]

    package init(
        roomID: RoomID, revision: UInt64, actor: UserID?, cause: Cause, groupTime: GroupTime,
        events: [RoomEvent]
    ) {
        self.roomID = roomID
        self.revision = revision
        self.actor = actor
        self.cause = cause
        self.groupTime = groupTime
        self.events = events
    }

    package enum Cause: UInt8, Sendable, CaseIterable {
        case command = 1
        case expiry = 2
        case presence = 3
        case `operator` = 4
    }

    /// Reads what `encode` wrote.
    package init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.roomID = try reader.readRoomID()
        self.revision = try reader.readVarint()
        self.actor = try reader.readOptionalUserID()
        self.cause = try reader.readEnumeration()
        self.groupTime = try GroupTime(from: &reader)
        self.events = try reader.readArray(limit: Limits.eventsPerChange) {
            (reader) throws(DecodingFailure) in
            try RoomEvent(from: &reader)
        }
    }

    /// Logical content only: what the state digest covers and the ring keeps.
    package func encode(into writer: inout ByteWriter) {
        self.roomID.encode(into: &writer)
        writer.writeVarint(self.revision)
        writer.writeUser(self.actor)
        writer.writeByte(self.cause.rawValue)
        self.groupTime.encode(into: &writer)
        writer.writeInt(self.events.count)
        for event in self.events {
            event.encode(into: &writer)
        }
    }
}
