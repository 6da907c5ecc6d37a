import ByteCoding

extension RoomOperation {
    init(from reader: inout ByteReader) throws(DecodingFailure) {
        let code: Code = try reader.readEnumeration()
        switch code {
        case .create: self = .create(try Create(from: &reader))
        case .start: self = .start(try reader.readEnumeration())
        case .pause: self = .pause
        case .resume: self = .resume
        case .end: self = .end
        case .updateInfo: self = .updateInfo(try UpdateInfo(from: &reader))
        case .transferHost:
            let user = try reader.readUserID()
            self = .transferHost(
                TransferHost(userID: user, onConflict: try reader.readEnumeration()))
        case .seatUser:
            let seat = try Self.readSeat(from: &reader)
            self = .seatUser(
                SeatUser(userID: seat.user, role: seat.role, seatIndex: seat.index))
        case .invite:
            let seat = try Self.readSeat(from: &reader)
            self = .invite(
                InviteUser(userID: seat.user, role: seat.role, seatIndex: seat.index))
        case .acceptInvite: self = .acceptInvite(try reader.readUserID())
        case .declineInvite: self = .declineInvite(try reader.readUserID())
        case .removeFromSeat: self = .removeFromSeat(try reader.readUserID())
        case .leaveSeat: self = .leaveSeat(try reader.readUserID())
        case .addProducts, .removeProducts, .moveProduct, .pinProduct, .unpinProduct,
            .setSpotlight, .clearSpotlight:
            self = try Self.readProducts(code, from: &reader)
        }
    }

    private static func readProducts(
        _ code: Code, from reader: inout ByteReader
    ) throws(DecodingFailure) -> RoomOperation {
        switch code {
        case .addProducts:
            let products = try reader.readArray(limit: Limits.productsPerOperation.upperBound) {
                (reader) throws(DecodingFailure) in
                try NewProduct(from: &reader)
            }
            return .addProducts(
                AddProducts(products: products, position: try Self.readPosition(from: &reader)))
        case .removeProducts:
            return .removeProducts(
                try reader.readArray(limit: Limits.productsPerOperation.upperBound) {
                    (reader) throws(DecodingFailure) in
                    try reader.readProductID()
                })
        case .moveProduct:
            let id = try reader.readProductID()
            return .moveProduct(
                MoveProduct(productID: id, position: try reader.readInt(limit: Self.positionLimit)))
        case .pinProduct:
            let id = try reader.readProductID()
            let position = try Self.readPosition(from: &reader)
            let onFull: OnFull = try reader.readEnumeration()
            return .pinProduct(
                PinProduct(
                    productID: id, position: position, onFull: onFull,
                    product: try Self.readNewProduct(from: &reader)))
        case .unpinProduct: return .unpinProduct(try reader.readProductID())
        case .setSpotlight:
            let id = try reader.readProductID()
            let pin = try reader.readBool()
            return .setSpotlight(
                SetSpotlight(
                    productID: id, pin: pin, product: try Self.readNewProduct(from: &reader)))
        default: return .clearSpotlight
        }
    }

    /// Positions are 32-bit numbers in the protocol.
    private static let positionLimit = Int(UInt32.max)

    private static func readPosition(
        from reader: inout ByteReader
    ) throws(DecodingFailure) -> Int? {
        try reader.readOptional { (reader) throws(DecodingFailure) in
            try reader.readInt(limit: Self.positionLimit)
        }
    }

    private static func readNewProduct(
        from reader: inout ByteReader
    ) throws(DecodingFailure) -> NewProduct? {
        try reader.readOptional { (reader) throws(DecodingFailure) in
            try NewProduct(from: &reader)
        }
    }

    private static func readSeat(
        from reader: inout ByteReader
    ) throws(DecodingFailure) -> (user: UserID, role: Stage.Role, index: Int?) {
        let user = try reader.readUserID()
        let role: Stage.Role = try reader.readEnumeration()
        return (user, role, try Self.readPosition(from: &reader))
    }
}

extension RoomOperation.Create {
    fileprivate init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.ownerID = try reader.readUserID()
        self.hostID = try reader.readOptionalUserID()
        self.info = try RoomInfo(from: &reader)
        self.settings = try RoomSettings(from: &reader)
        self.start = try reader.readBool()
        self.onConflict = try reader.readEnumeration()
    }
}

extension RoomOperation.UpdateInfo {
    fileprivate init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.init()
        let mask = try reader.readByte()
        func read(_ bit: UInt8, limit: Int) throws(DecodingFailure) -> String? {
            mask & bit == 0 ? nil : try reader.readString(limit: limit)
        }
        self.title = try read(1, limit: Limits.titleBytes.upperBound)
        self.description = try read(2, limit: Limits.descriptionBytes)
        self.coverURI = try read(4, limit: Limits.coverURIBytes)
        self.language = try read(8, limit: Limits.languageBytes)
        self.region = try read(16, limit: Limits.regionBytes)
        self.categories = mask & 32 == 0 ? nil : try RoomInfo.readCategories(from: &reader)
        self.tags = mask & 64 == 0 ? nil : try RoomInfo.readTags(from: &reader)
        self.labels = mask & 128 == 0 ? nil : try Label.readList(from: &reader)
    }
}
