import ByteCoding

extension RoomEvent {
    /// Appends a number for the kind and every field, so that equal bytes mean equal events.
    func encode(into writer: inout ByteWriter) {
        switch self {
        case .roomCreated(let created):
            writer.writeByte(1)
            created.encode(into: &writer)
        case .roomStarted: writer.writeByte(2)
        case .roomPaused(let reason):
            writer.writeByte(3)
            writer.writeByte(reason.rawValue)
        case .roomResumed: writer.writeByte(4)
        case .roomEnded(let reason):
            writer.writeByte(5)
            writer.writeByte(reason.rawValue)
        case .infoUpdated(let update):
            writer.writeByte(6)
            update.encode(into: &writer)
        case .hostChanged(let from, let to):
            writer.writeByte(10)
            writer.writeUser(from)
            writer.writeUser(to)
        case .seatTaken(let index, let occupant):
            writer.writeByte(20)
            writer.writeInt(index)
            occupant.encode(into: &writer)
        case .seatLeft(let index, let user):
            writer.writeByte(21)
            writer.writeInt(index)
            writer.writeUser(user)
        case .inviteCreated(let invite):
            writer.writeByte(22)
            invite.encode(into: &writer)
        case .inviteClosed(let id, let user, let end):
            writer.writeByte(23)
            writer.writeString(id.rawValue)
            writer.writeUser(user)
            writer.writeByte(end.rawValue)
        case .productAdded, .productRemoved, .productMoved, .productPinned, .productUnpinned,
            .spotlightStarted, .spotlightEnded:
            self.encodeProducts(into: &writer)
        }
    }

    private func encodeProducts(into writer: inout ByteWriter) {
        switch self {
        case .productAdded(let product, let position):
            writer.writeByte(40)
            product.encode(into: &writer)
            writer.writeInt(position)
        case .productRemoved(let id):
            writer.writeByte(41)
            writer.writeString(id.rawValue)
        case .productMoved(let id, let position):
            writer.writeByte(42)
            writer.writeString(id.rawValue)
            writer.writeInt(position)
        case .productPinned(let id, let position):
            writer.writeByte(43)
            writer.writeString(id.rawValue)
            writer.writeInt(position)
        case .productUnpinned(let id):
            writer.writeByte(44)
            writer.writeString(id.rawValue)
        case .spotlightStarted(let spotlight):
            writer.writeByte(45)
            spotlight.encode(into: &writer)
        case .spotlightEnded(let segment):
            writer.writeByte(46)
            segment.encode(into: &writer)
        default: break
        }
    }
}

extension RoomEvent.Created {
    fileprivate func encode(into writer: inout ByteWriter) {
        writer.writeString(self.id.rawValue)
        writer.writeUInt32(self.uid.group)
        writer.writeVarint(self.uid.index)
        writer.writeUser(self.ownerID)
        writer.writeUser(self.hostID)
        self.info.encode(into: &writer)
        self.settings.encode(into: &writer)
    }
}
