package import ByteCoding

extension PresenceExpiry {
    package func encode(into writer: inout ByteWriter) {
        self.roomID.encode(into: &writer)
        writer.writeVarint(self.presenceID.revision)
    }

    package init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.roomID = try reader.readRoomID()
        self.presenceID = PresenceID(revision: try reader.readVarint())
    }
}
