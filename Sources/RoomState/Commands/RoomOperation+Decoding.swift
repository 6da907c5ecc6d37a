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
        case .updateSettings: self = .updateSettings(try UpdateSettings(from: &reader))
        case .hostLost: self = .hostLost(try reader.readUserID())
        case .transferHost:
            let user = try reader.readUserID()
            self = .transferHost(
                TransferHost(userID: user, onConflict: try reader.readEnumeration()))
        case .seatUser, .invite, .acceptInvite, .declineInvite, .removeFromSeat, .leaveSeat,
            .cancelInvite, .requestSeat, .cancelRequest, .approveRequest, .rejectRequest,
            .moveSeat, .lockSeat, .unlockSeat, .setRole:
            self = try Self.readStage(code, from: &reader)
        case .addProducts, .removeProducts, .moveProduct, .pinProduct, .unpinProduct,
            .setSpotlight, .clearSpotlight, .reorderProducts:
            self = try Self.readProducts(code, from: &reader)
        }
    }

    private static func readStage(
        _ code: Code, from reader: inout ByteReader
    ) throws(DecodingFailure) -> RoomOperation {
        // All of them but two begin with the user they concern.
        switch code {
        case .lockSeat: return .lockSeat(try reader.readInt(limit: Self.positionLimit))
        case .unlockSeat: return .unlockSeat(try reader.readInt(limit: Self.positionLimit))
        default: break
        }
        let user = try reader.readUserID()
        switch code {
        case .seatUser:
            let role: Stage.Role = try reader.readEnumeration()
            let index = try Self.readPosition(from: &reader)
            return .seatUser(SeatUser(userID: user, role: role, seatIndex: index))
        case .invite:
            let role: Stage.Role = try reader.readEnumeration()
            let index = try Self.readPosition(from: &reader)
            return .invite(InviteUser(userID: user, role: role, seatIndex: index))
        case .acceptInvite: return .acceptInvite(user)
        case .declineInvite: return .declineInvite(user)
        case .removeFromSeat: return .removeFromSeat(user)
        case .leaveSeat: return .leaveSeat(user)
        case .cancelInvite: return .cancelInvite(user)
        case .requestSeat:
            let note = try reader.readString(limit: Limits.requestNoteBytes)
            return .requestSeat(RequestSeat(userID: user, note: note))
        case .cancelRequest: return .cancelRequest(user)
        case .approveRequest:
            let role: Stage.Role = try reader.readEnumeration()
            let index = try Self.readPosition(from: &reader)
            return .approveRequest(ApproveRequest(userID: user, role: role, seatIndex: index))
        case .rejectRequest: return .rejectRequest(user)
        case .moveSeat:
            let index = try reader.readInt(limit: Self.positionLimit)
            return .moveSeat(MoveSeat(userID: user, seatIndex: index))
        default: return .setRole(SetRole(userID: user, role: try reader.readEnumeration()))
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
        case .reorderProducts:
            return .reorderProducts(
                try reader.readArray(limit: Limits.maxProducts.upperBound) {
                    (reader) throws(DecodingFailure) in
                    try reader.readProductID()
                })
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
    init(from reader: inout ByteReader) throws(DecodingFailure) {
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

extension RoomOperation.UpdateSettings {
    fileprivate init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.init()
        let mask = try reader.readUInt16()
        guard mask >> 11 == 0 else { throw .invalid("settings have an unknown field") }
        func read(_ bit: UInt16, limit: Int) throws(DecodingFailure) -> Int? {
            mask & 1 << bit == 0 ? nil : try reader.readInt(limit: limit)
        }
        self.guestSeats = try read(0, limit: Limits.guestSeats.upperBound)
        self.seatMode = mask & 1 << 1 == 0 ? nil : try reader.readEnumeration()
        self.maxProducts = try read(2, limit: Limits.maxProducts.upperBound)
        self.maxPinned = try read(3, limit: Limits.maxPinned.upperBound)
        self.inviteTTLSeconds = try read(4, limit: Limits.inviteTTLSeconds.upperBound)
        self.hostLossPolicy = mask & 1 << 5 == 0 ? nil : try reader.readEnumeration()
        if mask & 1 << 6 != 0 {
            self.successorIDs = try reader.readArray(limit: Limits.successors) {
                (reader) throws(DecodingFailure) in
                try reader.readUserID()
            }
        }
        self.presenceMode = mask & 1 << 7 == 0 ? nil : try reader.readEnumeration()
        self.presenceTTLSeconds = try read(8, limit: Limits.presenceTTLSeconds.upperBound)
        self.pauseGraceSeconds = try read(9, limit: Limits.pauseGraceSeconds.upperBound)
        self.requestQueueMax = try read(10, limit: Limits.requestQueueMax.upperBound)
    }
}
