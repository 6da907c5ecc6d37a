import ByteCoding

extension ByteWriter {
    /// Writes a number that is never negative.
    mutating func writeInt(_ value: Int) {
        self.writeVarint(UInt64(value))
    }

    mutating func writeOptional<Value>(
        _ value: Value?, _ write: (inout ByteWriter, Value) -> Void
    ) {
        self.writeBool(value != nil)
        if let value {
            write(&self, value)
        }
    }

    mutating func writeArray<Value>(_ values: [Value], _ write: (inout ByteWriter, Value) -> Void) {
        self.writeInt(values.count)
        for value in values {
            write(&self, value)
        }
    }

    mutating func writeUser(_ id: UserID?) {
        self.writeString(id?.rawValue ?? "")
    }

    mutating func writeSeller(_ id: SellerID?) {
        self.writeString(id?.rawValue ?? "")
    }
}

extension ByteReader {
    mutating func readInt(limit: Int) throws(DecodingFailure) -> Int {
        let value = try self.readVarint()
        guard value <= UInt64(limit) else { throw .limitExceeded(limit: limit, actual: value) }
        return Int(value)
    }

    mutating func readOptional<Value>(
        _ read: (inout ByteReader) throws(DecodingFailure) -> Value
    ) throws(DecodingFailure) -> Value? {
        guard try self.readBool() else { return nil }
        return try read(&self)
    }

    mutating func readArray<Value>(
        limit: Int, _ read: (inout ByteReader) throws(DecodingFailure) -> Value
    ) throws(DecodingFailure) -> [Value] {
        let count = try self.readCount(limit: limit)
        var values: [Value] = []
        values.reserveCapacity(count)
        for _ in 0..<count {
            values.append(try read(&self))
        }
        return values
    }

    mutating func readEnumeration<Value: RawRepresentable>(
        _ type: Value.Type = Value.self
    ) throws(DecodingFailure) -> Value where Value.RawValue == UInt8 {
        let byte = try self.readByte()
        guard let value = Value(rawValue: byte) else {
            throw .invalid("a \(type) has the unknown number \(byte)")
        }
        return value
    }

    mutating func readRoomID() throws(DecodingFailure) -> RoomID {
        try RoomID(from: &self)
    }

    mutating func readUserID() throws(DecodingFailure) -> UserID {
        guard let id = try self.readOptionalUserID() else { throw .invalid("a user id is empty") }
        return id
    }

    /// Reads a user id; an empty one stands for the calling service.
    mutating func readOptionalUserID() throws(DecodingFailure) -> UserID? {
        let text = try self.readString(limit: Limits.identifierBytes)
        guard !text.isEmpty else { return nil }
        guard let id = UserID(text) else {
            throw .invalid("a user id is not \(IdentifierText.limit)")
        }
        return id
    }

    mutating func readProductID() throws(DecodingFailure) -> ProductID {
        guard let id = ProductID(try self.readString(limit: Limits.identifierBytes)) else {
            throw .invalid("a product id is not \(IdentifierText.limit)")
        }
        return id
    }

    mutating func readOptionalSellerID() throws(DecodingFailure) -> SellerID? {
        let text = try self.readString(limit: Limits.identifierBytes)
        guard !text.isEmpty else { return nil }
        guard let id = SellerID(text) else {
            throw .invalid("a seller id is not \(IdentifierText.limit)")
        }
        return id
    }

    mutating func readMintedID() throws(DecodingFailure) -> MintedID {
        guard let id = MintedID(try self.readString(limit: Limits.identifierBytes)) else {
            throw .invalid("a minted id is not \(IdentifierText.limit)")
        }
        return id
    }
}
