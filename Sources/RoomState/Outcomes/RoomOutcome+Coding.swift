package import ByteCoding

/// The bytes of an outcome: in the record of its request, and between nodes that forward.
extension RoomOutcome {
    package static let version: UInt8 = 1

    private enum Kind: UInt8 {
        case applied = 1
        case rejected = 2
    }

    package func encode(into writer: inout ByteWriter) {
        writer.writeByte(Self.version)
        writer.writeBool(self.replayed)
        switch self.result {
        case .applied(let receipt):
            writer.writeByte(Kind.applied.rawValue)
            receipt.encode(into: &writer)
        case .rejected(let rejection):
            writer.writeByte(Kind.rejected.rawValue)
            rejection.encode(into: &writer)
        }
    }

    package func encoded() -> [UInt8] {
        var writer = ByteWriter(capacity: 96)
        self.encode(into: &writer)
        return writer.bytes
    }

    package init(from reader: inout ByteReader) throws(DecodingFailure) {
        let version = try reader.readByte()
        guard version == Self.version else { throw .unknownVersion(UInt64(version)) }
        let replayed = try reader.readBool()
        let kind: Kind = try reader.readEnumeration()
        switch kind {
        case .applied:
            self.init(.applied(try RoomReceipt(from: &reader)), replayed: replayed)
        case .rejected:
            self.init(.rejected(try RoomRejection(from: &reader)), replayed: replayed)
        }
    }

    /// Decodes an outcome that fills `bytes` to the last one.
    package init(decoding bytes: [UInt8]) throws(DecodingFailure) {
        var reader = ByteReader(bytes)
        try self.init(from: &reader)
        try reader.expectEnd()
    }
}

extension RoomReceipt {
    fileprivate func encode(into writer: inout ByteWriter) {
        self.roomID.encode(into: &writer)
        writer.writeUInt32(self.uid.group)
        writer.writeVarint(self.uid.index)
        writer.writeVarint(self.revision)
        writer.writeBool(self.changed)
        writer.writeArray(self.mintedIDs) { $0.writeString($1.rawValue) }
        self.groupTime.encode(into: &writer)
    }

    fileprivate init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.roomID = try reader.readRoomID()
        self.uid = RoomUID(group: try reader.readUInt32(), index: try reader.readVarint())
        self.revision = try reader.readVarint()
        self.changed = try reader.readBool()
        self.mintedIDs = try reader.readArray(limit: Limits.operationsPerCommand) {
            (reader) throws(DecodingFailure) in
            try reader.readMintedID()
        }
        self.groupTime = try GroupTime(from: &reader)
    }
}

extension RoomRejection {
    fileprivate func encode(into writer: inout ByteWriter) {
        writer.writeByte(self.reason.rawValue)
        writer.writeOptional(self.opIndex) { $0.writeInt($1) }
        writer.writeByte(self.effect.rawValue)
        writer.writeArray(self.details) {
            $0.writeString($1.key)
            $0.writeString($1.value)
        }
    }

    fileprivate init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.reason = try reader.readEnumeration()
        self.opIndex = try reader.readOptional { (reader) throws(DecodingFailure) in
            try reader.readInt(limit: Limits.operationsPerCommand)
        }
        self.effect = try reader.readEnumeration()
        self.details = try reader.readArray(limit: Limits.rejectionDetails) {
            (reader) throws(DecodingFailure) in
            Detail(
                try reader.readString(limit: Limits.rejectionDetailBytes),
                try reader.readString(limit: Limits.rejectionDetailBytes))
        }
    }
}
