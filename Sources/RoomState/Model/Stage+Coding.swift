import ByteCoding

/// Seats and invites are one record of a room, requests another: a crowd that asks for seats does
/// not make every change of the stage expensive.
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

    func encodeRequests(into writer: inout ByteWriter) {
        writer.writeVarint(self.lastRequestNumber)
        writer.writeArray(self.requests) { $1.encode(into: &$0) }
    }

    static func readRequests(
        from reader: inout ByteReader
    ) throws(DecodingFailure) -> (last: UInt64, waiting: [SeatRequest]) {
        let last = try reader.readVarint()
        let waiting = try reader.readArray(limit: Limits.requestQueueMax.upperBound) {
            (reader) throws(DecodingFailure) in
            try SeatRequest(from: &reader)
        }
        return (last, waiting)
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

extension Stage.SeatRequest {
    func encode(into writer: inout ByteWriter) {
        writer.writeVarint(self.number)
        writer.writeUser(self.userID)
        writer.writeString(self.note)
        self.createdAt.encode(into: &writer)
        self.expiresAt.encode(into: &writer)
    }

    init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.number = try reader.readVarint()
        self.userID = try reader.readUserID()
        self.note = try reader.readString(limit: Limits.requestNoteBytes)
        self.createdAt = try GroupTime(from: &reader)
        self.expiresAt = try GroupTime(from: &reader)
    }
}
