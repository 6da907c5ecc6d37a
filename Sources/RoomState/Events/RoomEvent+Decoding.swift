import ByteCoding

extension RoomEvent {
    /// Seats and positions in the bag are bounded by the settings, so that no number out of damaged
    /// bytes is taken for one.
    private static let seatLimit = Limits.guestSeats.upperBound
    private static let positionLimit = Limits.maxProducts.upperBound

    /// Reads what `encode` wrote.
    init(from reader: inout ByteReader) throws(DecodingFailure) {
        let number = try reader.readByte()
        guard let code = Code(rawValue: number) else {
            throw .invalid("the event number \(number) is unknown")
        }
        switch code {
        case .roomCreated: self = .roomCreated(try Created(from: &reader))
        case .roomStarted: self = .roomStarted
        case .roomPaused: self = .roomPaused(try reader.readEnumeration())
        case .roomResumed: self = .roomResumed
        case .roomPurged: self = .roomPurged
        case .roomEnded: self = .roomEnded(try reader.readEnumeration())
        case .infoUpdated: self = .infoUpdated(try RoomOperation.UpdateInfo(from: &reader))
        case .settingsUpdated: self = .settingsUpdated(try RoomSettings(from: &reader))
        case .hostChanged:
            self = .hostChanged(from: try reader.readUserID(), to: try reader.readUserID())
        case .seatTaken, .seatLeft, .seatMoved, .seatLocked, .seatUnlocked, .roleChanged,
            .inviteCreated, .inviteClosed, .requestCreated, .requestClosed:
            self = try Self.readStage(code, from: &reader)
        case .productAdded, .productRemoved, .productMoved, .productsReordered, .productPinned,
            .productUnpinned, .spotlightStarted, .spotlightEnded:
            self = try Self.readProducts(code, from: &reader)
        }
    }

    private static func readStage(
        _ code: Code, from reader: inout ByteReader
    ) throws(DecodingFailure) -> RoomEvent {
        switch code {
        case .seatTaken:
            return .seatTaken(
                index: try Self.readSeat(from: &reader), try Stage.Occupant(from: &reader))
        case .seatLeft:
            return .seatLeft(index: try Self.readSeat(from: &reader), try reader.readUserID())
        case .seatMoved:
            return .seatMoved(
                try reader.readUserID(), from: try Self.readSeat(from: &reader),
                to: try Self.readSeat(from: &reader))
        case .seatLocked: return .seatLocked(index: try Self.readSeat(from: &reader))
        case .seatUnlocked: return .seatUnlocked(index: try Self.readSeat(from: &reader))
        case .roleChanged:
            return .roleChanged(
                index: try Self.readSeat(from: &reader), try reader.readUserID(),
                try reader.readEnumeration())
        case .inviteCreated: return .inviteCreated(try Stage.Invite(from: &reader))
        case .inviteClosed:
            return .inviteClosed(
                id: try reader.readMintedID(), try reader.readUserID(),
                try reader.readEnumeration())
        case .requestCreated: return .requestCreated(try Stage.SeatRequest(from: &reader))
        default:
            return .requestClosed(
                number: try reader.readVarint(), try reader.readUserID(),
                try reader.readEnumeration())
        }
    }

    private static func readProducts(
        _ code: Code, from reader: inout ByteReader
    ) throws(DecodingFailure) -> RoomEvent {
        switch code {
        case .productAdded:
            return .productAdded(
                try Product(from: &reader), position: try Self.readPosition(from: &reader))
        case .productRemoved: return .productRemoved(try reader.readProductID())
        case .productMoved:
            return .productMoved(
                try reader.readProductID(), position: try Self.readPosition(from: &reader))
        case .productsReordered:
            return .productsReordered(
                try reader.readArray(limit: Self.positionLimit) {
                    (reader) throws(DecodingFailure) in
                    try reader.readProductID()
                })
        case .productPinned:
            return .productPinned(
                try reader.readProductID(), position: try Self.readPosition(from: &reader))
        case .productUnpinned: return .productUnpinned(try reader.readProductID())
        case .spotlightStarted: return .spotlightStarted(try Spotlight(from: &reader))
        default: return .spotlightEnded(try Segment(from: &reader))
        }
    }

    private static func readSeat(from reader: inout ByteReader) throws(DecodingFailure) -> Int {
        try reader.readInt(limit: Self.seatLimit)
    }

    private static func readPosition(
        from reader: inout ByteReader
    ) throws(DecodingFailure) -> Int {
        try reader.readInt(limit: Self.positionLimit)
    }
}

extension RoomEvent.Created {
    fileprivate init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.id = try reader.readRoomID()
        self.uid = RoomUID(group: try reader.readUInt32(), index: try reader.readVarint())
        self.ownerID = try reader.readUserID()
        self.hostID = try reader.readUserID()
        self.info = try RoomInfo(from: &reader)
        self.settings = try RoomSettings(from: &reader)
    }
}
