import ByteCoding

extension RoomHead {
    func encode(into writer: inout ByteWriter) {
        self.id.encode(into: &writer)
        writer.writeUInt32(self.uid.group)
        writer.writeVarint(self.uid.index)
        writer.writeUser(self.ownerID)
        writer.writeUser(self.hostID)
        writer.writeByte(self.state.rawValue)
        writer.writeByte(self.stateReason.rawValue)
        self.stateSince.encode(into: &writer)
        writer.writeVarint(self.revisions.room)
        writer.writeVarint(self.revisions.info)
        writer.writeVarint(self.revisions.stage)
        writer.writeVarint(self.revisions.products)
        writer.writeVarint(self.revisions.moderation)
        self.createdAt.encode(into: &writer)
        writer.writeOptional(self.startedAt) { $1.encode(into: &$0) }
        writer.writeOptional(self.endedAt) { $1.encode(into: &$0) }
        writer.writeOptional(self.presenceID) { $0.writeVarint($1.revision) }
        writer.writeOptional(self.autoEndAt) { $1.encode(into: &$0) }
    }

    init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.id = try reader.readRoomID()
        self.uid = RoomUID(group: try reader.readUInt32(), index: try reader.readVarint())
        self.ownerID = try reader.readUserID()
        self.hostID = try reader.readUserID()
        self.state = try reader.readEnumeration()
        self.stateReason = try reader.readEnumeration()
        self.stateSince = try GroupTime(from: &reader)
        self.revisions = Revisions()
        self.revisions.room = try reader.readVarint()
        self.revisions.info = try reader.readVarint()
        self.revisions.stage = try reader.readVarint()
        self.revisions.products = try reader.readVarint()
        self.revisions.moderation = try reader.readVarint()
        self.createdAt = try GroupTime(from: &reader)
        self.startedAt = try reader.readOptional { (reader) throws(DecodingFailure) in
            try GroupTime(from: &reader)
        }
        self.endedAt = try reader.readOptional { (reader) throws(DecodingFailure) in
            try GroupTime(from: &reader)
        }
        self.presenceID = try reader.readOptional { (reader) throws(DecodingFailure) in
            PresenceID(revision: try reader.readVarint())
        }
        self.autoEndAt = try reader.readOptional { (reader) throws(DecodingFailure) in
            try GroupTime(from: &reader)
        }
    }
}
