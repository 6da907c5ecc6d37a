import ByteCoding

extension RoomOperation {
    /// The first byte of an encoded operation: its field number in the protocol's `Operation`.
    enum Code: UInt8 {
        case create = 1
        case start = 2
        case pause = 3
        case resume = 4
        case end = 5
        case updateInfo = 6
        case updateSettings = 7
        case hostLost = 8
        case transferHost = 10
        case seatUser = 20
        case invite = 21
        case acceptInvite = 22
        case declineInvite = 23
        case removeFromSeat = 24
        case leaveSeat = 25
        case cancelInvite = 26
        case requestSeat = 27
        case cancelRequest = 28
        case approveRequest = 29
        case rejectRequest = 30
        case moveSeat = 31
        case lockSeat = 32
        case unlockSeat = 33
        case setRole = 34
        case addProducts = 40
        case removeProducts = 41
        case moveProduct = 42
        case pinProduct = 43
        case unpinProduct = 44
        case setSpotlight = 45
        case clearSpotlight = 46
        case reorderProducts = 47
    }

    func encode(into writer: inout ByteWriter) {
        writer.writeByte(self.code.rawValue)
        switch self {
        case .create(let create): create.encode(into: &writer)
        case .start(let onConflict): writer.writeByte(onConflict.rawValue)
        case .pause, .resume, .end, .clearSpotlight: break
        case .updateInfo(let update): update.encode(into: &writer)
        case .updateSettings(let update): update.encode(into: &writer)
        case .transferHost(let transfer):
            writer.writeUser(transfer.userID)
            writer.writeByte(transfer.onConflict.rawValue)
        case .seatUser(let seat):
            Self.encodeSeat((seat.userID, seat.role, seat.seatIndex), into: &writer)
        case .invite(let invite):
            Self.encodeSeat((invite.userID, invite.role, invite.seatIndex), into: &writer)
        case .hostLost(let user), .acceptInvite(let user), .declineInvite(let user),
            .removeFromSeat(let user), .leaveSeat(let user), .cancelInvite(let user),
            .cancelRequest(let user), .rejectRequest(let user):
            writer.writeUser(user)
        case .requestSeat(let request):
            writer.writeUser(request.userID)
            writer.writeString(request.note)
        case .approveRequest(let approve):
            Self.encodeSeat((approve.userID, approve.role, approve.seatIndex), into: &writer)
        case .moveSeat(let move):
            writer.writeUser(move.userID)
            writer.writeInt(move.seatIndex)
        case .lockSeat(let index), .unlockSeat(let index): writer.writeInt(index)
        case .setRole(let set):
            writer.writeUser(set.userID)
            writer.writeByte(set.role.rawValue)
        case .addProducts(let add):
            writer.writeArray(add.products) { $1.encode(into: &$0) }
            writer.writeOptional(add.position) { $0.writeInt($1) }
        case .removeProducts(let ids), .reorderProducts(let ids):
            writer.writeArray(ids) { $0.writeString($1.rawValue) }
        case .moveProduct(let move):
            writer.writeString(move.productID.rawValue)
            writer.writeInt(move.position)
        case .pinProduct(let pin):
            writer.writeString(pin.productID.rawValue)
            writer.writeOptional(pin.position) { $0.writeInt($1) }
            writer.writeByte(pin.onFull.rawValue)
            writer.writeOptional(pin.product) { $1.encode(into: &$0) }
        case .unpinProduct(let id): writer.writeString(id.rawValue)
        case .setSpotlight(let spotlight):
            writer.writeString(spotlight.productID.rawValue)
            writer.writeBool(spotlight.pin)
            writer.writeOptional(spotlight.product) { $1.encode(into: &$0) }
        }
    }

    private var code: Code {
        switch self {
        case .create: .create
        case .start: .start
        case .pause: .pause
        case .resume: .resume
        case .end: .end
        case .updateInfo: .updateInfo
        case .updateSettings: .updateSettings
        case .hostLost: .hostLost
        case .transferHost: .transferHost
        case .seatUser: .seatUser
        case .invite: .invite
        case .acceptInvite: .acceptInvite
        case .declineInvite: .declineInvite
        case .removeFromSeat: .removeFromSeat
        case .leaveSeat: .leaveSeat
        case .cancelInvite: .cancelInvite
        case .requestSeat: .requestSeat
        case .cancelRequest: .cancelRequest
        case .approveRequest: .approveRequest
        case .rejectRequest: .rejectRequest
        case .moveSeat: .moveSeat
        case .lockSeat: .lockSeat
        case .unlockSeat: .unlockSeat
        case .setRole: .setRole
        case .addProducts: .addProducts
        case .removeProducts: .removeProducts
        case .moveProduct: .moveProduct
        case .pinProduct: .pinProduct
        case .unpinProduct: .unpinProduct
        case .setSpotlight: .setSpotlight
        case .clearSpotlight: .clearSpotlight
        case .reorderProducts: .reorderProducts
        }
    }

    private static func encodeSeat(
        _ seat: (user: UserID, role: Stage.Role, index: Int?), into writer: inout ByteWriter
    ) {
        writer.writeUser(seat.user)
        writer.writeByte(seat.role.rawValue)
        writer.writeOptional(seat.index) { $0.writeInt($1) }
    }
}

extension RoomOperation.Create {
    fileprivate func encode(into writer: inout ByteWriter) {
        writer.writeUser(self.ownerID)
        writer.writeUser(self.hostID)
        self.info.encode(into: &writer)
        self.settings.encode(into: &writer)
        writer.writeBool(self.start)
        writer.writeByte(self.onConflict.rawValue)
    }
}

extension RoomOperation.UpdateInfo {
    /// One bit for each field, in the order of the protocol, then the fields that are there.
    func encode(into writer: inout ByteWriter) {
        var mask: UInt8 = self.title == nil ? 0 : 1
        mask |= self.description == nil ? 0 : 1 << 1
        mask |= self.coverURI == nil ? 0 : 1 << 2
        mask |= self.language == nil ? 0 : 1 << 3
        mask |= self.region == nil ? 0 : 1 << 4
        mask |= self.categories == nil ? 0 : 1 << 5
        mask |= self.tags == nil ? 0 : 1 << 6
        mask |= self.labels == nil ? 0 : 1 << 7
        writer.writeByte(mask)
        if let title = self.title { writer.writeString(title) }
        if let description = self.description { writer.writeString(description) }
        if let coverURI = self.coverURI { writer.writeString(coverURI) }
        if let language = self.language { writer.writeString(language) }
        if let region = self.region { writer.writeString(region) }
        if let categories = self.categories {
            writer.writeArray(categories) { $0.writeString($1) }
        }
        if let tags = self.tags {
            writer.writeArray(tags) { $0.writeString($1) }
        }
        if let labels = self.labels {
            Label.encode(labels, into: &writer)
        }
    }
}

extension RoomOperation.UpdateSettings {
    /// One bit for each field, in the order of the protocol, then the fields that are there.
    func encode(into writer: inout ByteWriter) {
        let isThere = [
            self.guestSeats != nil, self.seatMode != nil, self.maxProducts != nil,
            self.maxPinned != nil, self.inviteTTLSeconds != nil, self.hostLossPolicy != nil,
            self.successorIDs != nil, self.presenceMode != nil, self.presenceTTLSeconds != nil,
            self.pauseGraceSeconds != nil, self.requestQueueMax != nil,
        ]
        var mask: UInt16 = 0
        for (bit, isThere) in isThere.enumerated() where isThere {
            mask |= 1 << UInt16(bit)
        }
        writer.writeUInt16(mask)
        if let number = self.guestSeats { writer.writeInt(number) }
        if let mode = self.seatMode { writer.writeByte(mode.rawValue) }
        if let number = self.maxProducts { writer.writeInt(number) }
        if let number = self.maxPinned { writer.writeInt(number) }
        if let number = self.inviteTTLSeconds { writer.writeInt(number) }
        if let policy = self.hostLossPolicy { writer.writeByte(policy.rawValue) }
        if let users = self.successorIDs { writer.writeArray(users) { $0.writeUser($1) } }
        if let mode = self.presenceMode { writer.writeByte(mode.rawValue) }
        if let number = self.presenceTTLSeconds { writer.writeInt(number) }
        if let number = self.pauseGraceSeconds { writer.writeInt(number) }
        if let number = self.requestQueueMax { writer.writeInt(number) }
    }
}
