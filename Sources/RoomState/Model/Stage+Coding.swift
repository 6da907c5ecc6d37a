import ByteCoding

extension Stage {
    func encode(into writer: inout ByteWriter) {
        writer.writeArray(self.seats) { $1.encode(into: &$0) }
        writer.writeArray(self.invites) { $1.encode(into: &$0) }
    }

    init(from reader: inout ByteReader) throws(DecodingFailure) {
        let seats = try reader.readArray(limit: 1 + Limits.guestSeats.upperBound) {
            (reader) throws(DecodingFailure) in
            try Seat(from: &reader)
        }
        let invites = try reader.readArray(limit: Limits.invites) {
            (reader) throws(DecodingFailure) in
            try Invite(from: &reader)
        }
        self.init(seats: seats, invites: invites)
    }
}

extension Stage.Seat {
    func encode(into writer: inout ByteWriter) {
        writer.writeBool(self.isLocked)
        writer.writeOptional(self.occupant) { $1.encode(into: &$0) }
    }

    init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.isLocked = try reader.readBool()
        self.occupant = try reader.readOptional { (reader) throws(DecodingFailure) in
            try Stage.Occupant(from: &reader)
        }
    }
}

extension Stage.Occupant {
    func encode(into writer: inout ByteWriter) {
        writer.writeUser(self.userID)
        writer.writeByte(self.role.rawValue)
        self.joinedAt.encode(into: &writer)
        writer.writeVarint(self.joinedRevision)
    }

    init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.userID = try reader.readUserID()
        self.role = try reader.readEnumeration()
        self.joinedAt = try GroupTime(from: &reader)
        self.joinedRevision = try reader.readVarint()
    }
}

extension Stage.Invite {
    func encode(into writer: inout ByteWriter) {
        writer.writeString(self.id.rawValue)
        writer.writeUser(self.userID)
        writer.writeByte(self.role.rawValue)
        writer.writeOptional(self.seatIndex) { $0.writeInt($1) }
        writer.writeUser(self.invitedBy)
        self.createdAt.encode(into: &writer)
        self.expiresAt.encode(into: &writer)
    }

    init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.id = try reader.readMintedID()
        self.userID = try reader.readUserID()
        self.role = try reader.readEnumeration()
        self.seatIndex = try reader.readOptional { (reader) throws(DecodingFailure) in
            try reader.readInt(limit: Limits.guestSeats.upperBound)
        }
        self.invitedBy = try reader.readOptionalUserID()
        self.createdAt = try GroupTime(from: &reader)
        self.expiresAt = try GroupTime(from: &reader)
    }
}
