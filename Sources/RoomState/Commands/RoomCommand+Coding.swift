package import ByteCoding

/// The bytes of a command in the log.
///
/// ```
/// version:1  caller  request id  │ not_after  target  actor  preconditions  operations
///                                └─ the fingerprint covers this part
/// ```
/// Each command has exactly one encoding. A replica that meets a version it does not know stops;
/// it never skips (rooms.md §2).
extension RoomCommand {
    package static let version: UInt8 = 1

    package func encode(into writer: inout ByteWriter) {
        writer.writeByte(Self.version)
        writer.writeString(self.caller)
        writer.writeOptional(self.requestID) { $0.writeString($1.rawValue) }
        self.encodeBody(into: &writer)
    }

    package func encoded() -> [UInt8] {
        var writer = ByteWriter(capacity: 256)
        self.encode(into: &writer)
        return writer.bytes
    }

    /// Decodes what follows the version, and tells where the fingerprinted part begins if the
    /// command has a request id.
    init(
        afterVersionIn reader: inout ByteReader, bodyStart: inout Int?
    ) throws(DecodingFailure) {
        self.caller = try reader.readString(limit: Limits.callerBytes)
        self.requestID = try reader.readOptional { (reader) throws(DecodingFailure) in
            guard let id = RequestID(try reader.readString(limit: Limits.requestIDBytes)) else {
                throw .invalid("a request id is not \(IdentifierText.limit)")
            }
            return id
        }
        bodyStart = self.requestID == nil ? nil : reader.position
        self.notAfter = try reader.readOptional { (reader) throws(DecodingFailure) in
            try GroupTime(from: &reader)
        }
        self.target = try Target(from: &reader)
        self.actor = try reader.readOptionalUserID()
        self.preconditions = try Preconditions(from: &reader)
        self.operations = try reader.readArray(limit: Limits.operationsPerCommand) {
            (reader) throws(DecodingFailure) in
            try RoomOperation(from: &reader)
        }
    }

    /// Decodes a command that fills `bytes` to the last one.
    package init(decoding bytes: [UInt8]) throws(DecodingFailure) {
        var reader = ByteReader(bytes)
        let version = try reader.readByte()
        guard version == Self.version else { throw .unknownVersion(UInt64(version)) }
        var bodyStart: Int?
        try self.init(afterVersionIn: &reader, bodyStart: &bodyStart)
        try reader.expectEnd()
    }

    /// Tells whether two attempts with one request id are the same command: it covers everything
    /// but caller and request id, which are the key it is remembered under.
    package func fingerprint() -> StableHash {
        var writer = ByteWriter(capacity: 256)
        self.encodeBody(into: &writer)
        return StableHash(of: writer.bytes)
    }

    private func encodeBody(into writer: inout ByteWriter) {
        writer.writeOptional(self.notAfter) { $1.encode(into: &$0) }
        self.target.encode(into: &writer)
        writer.writeUser(self.actor)
        self.preconditions.encode(into: &writer)
        writer.writeInt(self.operations.count)
        for operation in self.operations {
            operation.encode(into: &writer)
        }
    }
}

extension RoomCommand.Target {
    fileprivate func encode(into writer: inout ByteWriter) {
        switch self {
        case .newRoom: writer.writeString("")
        case .room(let id): id.encode(into: &writer)
        }
    }

    fileprivate init(from reader: inout ByteReader) throws(DecodingFailure) {
        var rest = reader
        if try rest.readCount(limit: Limits.identifierBytes) == 0 {
            reader = rest
            self = .newRoom
        } else {
            self = .room(try reader.readRoomID())
        }
    }
}

extension Preconditions {
    /// One bit for each field, in the order of the protocol, then the fields that are there.
    fileprivate func encode(into writer: inout ByteWriter) {
        let numbers = [
            self.revision, self.infoRevision, self.stageRevision, self.productsRevision,
        ]
        var mask: UInt8 = 0
        for (bit, number) in numbers.enumerated() where number != nil {
            mask |= 1 << UInt8(bit)
        }
        mask |= self.hostID == nil ? 0 : 1 << 4
        mask |= self.spotlight == nil ? 0 : 1 << 5
        mask |= self.state == nil ? 0 : 1 << 6
        mask |= self.etag == nil ? 0 : 1 << 7
        writer.writeByte(mask)
        guard mask != 0 else { return }
        for case .some(let number) in numbers {
            writer.writeVarint(number)
        }
        if let hostID = self.hostID {
            writer.writeUser(hostID)
        }
        switch self.spotlight {
        case nil: break
        case .empty: writer.writeString("")
        case .product(let id): writer.writeString(id.rawValue)
        }
        if let state = self.state {
            writer.writeByte(state.rawValue)
        }
        if let etag = self.etag {
            writer.writeUInt32(etag.uid.group)
            writer.writeVarint(etag.uid.index)
            writer.writeVarint(etag.revision)
        }
    }

    fileprivate init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.init()
        let mask = try reader.readByte()
        self.revision = mask & 1 == 0 ? nil : try reader.readVarint()
        self.infoRevision = mask & 2 == 0 ? nil : try reader.readVarint()
        self.stageRevision = mask & 4 == 0 ? nil : try reader.readVarint()
        self.productsRevision = mask & 8 == 0 ? nil : try reader.readVarint()
        self.hostID = mask & 16 == 0 ? nil : try reader.readUserID()
        if mask & 32 != 0 {
            let text = try reader.readString(limit: Limits.identifierBytes)
            if text.isEmpty {
                self.spotlight = .empty
            } else if let id = ProductID(text) {
                self.spotlight = .product(id)
            } else {
                throw .invalid("a product id is not \(IdentifierText.limit)")
            }
        }
        self.state = mask & 64 == 0 ? nil : try reader.readEnumeration()
        if mask & 128 != 0 {
            let uid = RoomUID(group: try reader.readUInt32(), index: try reader.readVarint())
            self.etag = RoomETag(uid: uid, revision: try reader.readVarint())
        }
    }
}
