import ByteCoding

extension RoomEvent {
    /// The first byte of an encoded event.
    ///
    /// The numbers are stored and never reused.
    enum Code: UInt8 {
        case roomCreated = 1
        case roomStarted = 2
        case roomPaused = 3
        case roomResumed = 4
        case roomEnded = 5
        case infoUpdated = 6
        case settingsUpdated = 7
        case roomPurged = 8
        case hostChanged = 10
        case seatTaken = 20
        case seatLeft = 21
        case inviteCreated = 22
        case inviteClosed = 23
        case seatMoved = 24
        case seatLocked = 25
        case seatUnlocked = 26
        case roleChanged = 27
        case requestCreated = 28
        case requestClosed = 29
        case productAdded = 40
        case productRemoved = 41
        case productMoved = 42
        case productPinned = 43
        case productUnpinned = 44
        case spotlightStarted = 45
        case spotlightEnded = 46
        case productsReordered = 47
    }

    /// Appends the code and every field, so that equal bytes mean equal events.
    func encode(into writer: inout ByteWriter) {
        writer.writeByte(self.code.rawValue)
        switch self {
        case .roomCreated(let created): created.encode(into: &writer)
        case .roomStarted, .roomResumed, .roomPurged: break
        case .roomPaused(let reason), .roomEnded(let reason): writer.writeByte(reason.rawValue)
        case .infoUpdated(let update): update.encode(into: &writer)
        case .settingsUpdated(let settings): settings.encode(into: &writer)
        case .hostChanged(let from, let to):
            writer.writeUser(from)
            writer.writeUser(to)
        case .seatTaken(let index, let occupant):
            writer.writeInt(index)
            occupant.encode(into: &writer)
        case .seatLeft(let index, let user):
            writer.writeInt(index)
            writer.writeUser(user)
        case .seatMoved(let user, let from, let to):
            writer.writeUser(user)
            writer.writeInt(from)
            writer.writeInt(to)
        case .seatLocked(let index), .seatUnlocked(let index): writer.writeInt(index)
        case .roleChanged(let index, let user, let role):
            writer.writeInt(index)
            writer.writeUser(user)
            writer.writeByte(role.rawValue)
        case .inviteCreated(let invite): invite.encode(into: &writer)
        case .inviteClosed(let id, let user, let end):
            writer.writeString(id.rawValue)
            writer.writeUser(user)
            writer.writeByte(end.rawValue)
        case .requestCreated(let request): request.encode(into: &writer)
        case .requestClosed(let number, let user, let end):
            writer.writeVarint(number)
            writer.writeUser(user)
            writer.writeByte(end.rawValue)
        case .productAdded(let product, let position):
            product.encode(into: &writer)
            writer.writeInt(position)
        case .productRemoved(let id), .productUnpinned(let id): writer.writeString(id.rawValue)
        case .productMoved(let id, let position), .productPinned(let id, let position):
            writer.writeString(id.rawValue)
            writer.writeInt(position)
        case .productsReordered(let ids): writer.writeArray(ids) { $0.writeString($1.rawValue) }
        case .spotlightStarted(let spotlight): spotlight.encode(into: &writer)
        case .spotlightEnded(let segment): segment.encode(into: &writer)
        }
    }

    private var code: Code {
        switch self {
        case .roomCreated: .roomCreated
        case .roomStarted: .roomStarted
        case .roomPaused: .roomPaused
        case .roomResumed: .roomResumed
        case .roomEnded: .roomEnded
        case .infoUpdated: .infoUpdated
        case .settingsUpdated: .settingsUpdated
        case .roomPurged: .roomPurged
        case .hostChanged: .hostChanged
        case .seatTaken: .seatTaken
        case .seatLeft: .seatLeft
        case .seatMoved: .seatMoved
        case .seatLocked: .seatLocked
        case .seatUnlocked: .seatUnlocked
        case .roleChanged: .roleChanged
        case .inviteCreated: .inviteCreated
        case .inviteClosed: .inviteClosed
        case .requestCreated: .requestCreated
        case .requestClosed: .requestClosed
        case .productAdded: .productAdded
        case .productRemoved: .productRemoved
        case .productMoved: .productMoved
        case .productsReordered: .productsReordered
        case .productPinned: .productPinned
        case .productUnpinned: .productUnpinned
        case .spotlightStarted: .spotlightStarted
        case .spotlightEnded: .spotlightEnded
        }
    }
}

extension RoomEvent.Created {
    fileprivate func encode(into writer: inout ByteWriter) {
        self.id.encode(into: &writer)
        writer.writeUInt32(self.uid.group)
        writer.writeVarint(self.uid.index)
        writer.writeUser(self.ownerID)
        writer.writeUser(self.hostID)
        self.info.encode(into: &writer)
        self.settings.encode(into: &writer)
    }
}
