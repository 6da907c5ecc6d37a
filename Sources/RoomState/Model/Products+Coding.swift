import ByteCoding

extension NewProduct {
    func encode(into writer: inout ByteWriter) {
        writer.writeString(self.id.rawValue)
        writer.writeSeller(self.sellerID)
        writer.writeString(self.title)
        writer.writeString(self.imageURI)
        writer.writeByte(self.listing.rawValue)
    }

    init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.id = try reader.readProductID()
        self.sellerID = try reader.readOptionalSellerID()
        self.title = try reader.readString(limit: Limits.productTitleBytes)
        self.imageURI = try reader.readString(limit: Limits.imageURIBytes)
        self.listing = try reader.readEnumeration()
    }
}

extension Product {
    func encode(into writer: inout ByteWriter) {
        writer.writeString(self.id.rawValue)
        writer.writeSeller(self.sellerID)
        writer.writeString(self.title)
        writer.writeString(self.imageURI)
        writer.writeByte(self.listing.rawValue)
        writer.writeUser(self.addedBy)
        self.addedAt.encode(into: &writer)
    }

    init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.init(
            try NewProduct(from: &reader), addedBy: try reader.readOptionalUserID(),
            addedAt: try GroupTime(from: &reader))
    }
}

extension Spotlight {
    func encode(into writer: inout ByteWriter) {
        writer.writeString(self.segmentID.rawValue)
        writer.writeString(self.productID.rawValue)
        writer.writeUser(self.by)
        self.startedAt.encode(into: &writer)
    }

    init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.segmentID = try reader.readMintedID()
        self.productID = try reader.readProductID()
        self.by = try reader.readOptionalUserID()
        self.startedAt = try GroupTime(from: &reader)
    }
}

extension Segment {
    func encode(into writer: inout ByteWriter) {
        self.spotlight.encode(into: &writer)
        self.endedAt.encode(into: &writer)
        writer.writeByte(self.endReason.rawValue)
    }

    init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.spotlight = try Spotlight(from: &reader)
        self.endedAt = try GroupTime(from: &reader)
        self.endReason = try reader.readEnumeration()
    }
}
