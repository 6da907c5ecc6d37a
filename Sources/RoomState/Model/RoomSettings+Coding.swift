import ByteCoding

extension RoomSettings {
    func encode(into writer: inout ByteWriter) {
        writer.writeInt(self.guestSeats)
        writer.writeByte(self.seatMode.rawValue)
        writer.writeInt(self.maxProducts)
        writer.writeInt(self.maxPinned)
        writer.writeInt(self.inviteTTLSeconds)
        writer.writeByte(self.hostLossPolicy.rawValue)
        writer.writeArray(self.successorIDs) { $0.writeUser($1) }
        writer.writeByte(self.presenceMode.rawValue)
        writer.writeInt(self.presenceTTLSeconds)
        writer.writeInt(self.pauseGraceSeconds)
        writer.writeInt(self.requestQueueMax)
    }

    init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.guestSeats = try reader.readInt(limit: Limits.guestSeats.upperBound)
        self.seatMode = try reader.readEnumeration()
        self.maxProducts = try reader.readInt(limit: Limits.maxProducts.upperBound)
        self.maxPinned = try reader.readInt(limit: Limits.maxPinned.upperBound)
        self.inviteTTLSeconds = try reader.readInt(limit: Limits.inviteTTLSeconds.upperBound)
        self.hostLossPolicy = try reader.readEnumeration()
        self.successorIDs = try reader.readArray(limit: Limits.successors) {
            (reader) throws(DecodingFailure) in
            try reader.readUserID()
        }
        self.presenceMode = try reader.readEnumeration()
        self.presenceTTLSeconds = try reader.readInt(limit: Limits.presenceTTLSeconds.upperBound)
        self.pauseGraceSeconds = try reader.readInt(limit: Limits.pauseGraceSeconds.upperBound)
        self.requestQueueMax = try reader.readInt(limit: Limits.requestQueueMax.upperBound)
    }
}
