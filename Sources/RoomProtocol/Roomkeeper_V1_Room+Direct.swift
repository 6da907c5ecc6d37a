import SwiftProtobuf

extension Roomkeeper_V1_Room: DirectlyDecodable {
    package init?(direct bytes: UnsafeRawBufferPointer) {
        self.init()
        var reader = WireReader(bytes)
        // Bit n stands for field n. One that comes twice is left to the library.
        var seen: UInt64 = 0
        while let (field, value) = reader.next() {
            guard field < 64, seen & 1 << field == 0 else { return nil }
            seen |= 1 << field
            let isUnderstood =
                switch value {
                case .number(let number): self.set(field, number)
                case .bytes(let bytes): self.set(field, bytes)
                }
            guard isUnderstood else { return nil }
        }
        guard reader.isAtEnd else { return nil }
    }

    private mutating func set(_ field: UInt64, _ number: UInt64) -> Bool {
        switch field {
        case 5:
            guard let state = Roomkeeper_V1_RoomState(wire: number) else { return false }
            self.state = state
        case 6:
            guard let reason = Roomkeeper_V1_StateReason(wire: number) else { return false }
            self.stateReason = reason
        case 8: self.revision = number
        case 9: self.infoRevision = number
        case 10: self.stageRevision = number
        case 11: self.productsRevision = number
        case 12: self.moderationRevision = number
        default: return false
        }
        return true
    }

    private mutating func set(_ field: UInt64, _ bytes: UnsafeRawBufferPointer) -> Bool {
        switch field {
        case 1, 2, 3, 4, 18:
            return self.setText(field, bytes)
        case 7, 15, 16, 17, 19:
            return self.setTime(field, bytes)
        case 13:
            guard let info = Roomkeeper_V1_RoomInfo(direct: bytes) else { return false }
            self.info = info
        case 14:
            guard let settings = Roomkeeper_V1_RoomSettings(direct: bytes) else { return false }
            self.settings = settings
        case 20:
            guard let stage: Roomkeeper_V1_Stage = Self.decode(bytes) else { return false }
            self.stage = stage
        case 21:
            guard let products: Roomkeeper_V1_Products = Self.decode(bytes) else { return false }
            self.products = products
        default:
            return false
        }
        return true
    }

    /// What is left to the library; its verdict on what is wrong comes when it has the whole.
    private static func decode<Decoded: Message>(_ bytes: UnsafeRawBufferPointer) -> Decoded? {
        try? NativeFrame.decodeByLibrary(bytes)
    }

    private mutating func setText(_ field: UInt64, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let text = String(wire: bytes) else { return false }
        switch field {
        case 1: self.roomID = text
        case 2: self.uid = text
        case 3: self.ownerID = text
        case 4: self.hostID = text
        default: self.etag = text
        }
        return true
    }

    private mutating func setTime(_ field: UInt64, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let time = Google_Protobuf_Timestamp(direct: bytes) else { return false }
        switch field {
        case 7: self.stateSince = time
        case 15: self.createdAt = time
        case 16: self.startedAt = time
        case 17: self.endedAt = time
        default: self.autoEndAt = time
        }
        return true
    }
}

extension Roomkeeper_V1_RoomInfo: DirectlyDecodable {
    package init?(direct bytes: UnsafeRawBufferPointer) {
        self.init()
        var reader = WireReader(bytes)
        while let (field, value) = reader.next() {
            guard case .bytes(let bytes) = value else { return nil }
            if field == 8 {
                guard self.addLabel(bytes) else { return nil }
                continue
            }
            guard let text = String(wire: bytes) else { return nil }
            switch field {
            case 1: self.title = text
            case 2: self.description_p = text
            case 3: self.coverUri = text
            case 4: self.language = text
            case 5: self.region = text
            case 6: self.categories.append(text)
            case 7: self.tags.append(text)
            default: return nil
            }
        }
        guard reader.isAtEnd else { return nil }
    }

    private mutating func addLabel(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var reader = WireReader(bytes)
        guard case (1, .bytes(let key))? = reader.next(),
            case (2, .bytes(let value))? = reader.next(), reader.isAtEnd,
            let key = String(wire: key), let value = String(wire: value)
        else { return false }
        self.labels[key] = value
        return true
    }
}

extension Roomkeeper_V1_RoomSettings: DirectlyDecodable {
    package init?(direct bytes: UnsafeRawBufferPointer) {
        self.init()
        var reader = WireReader(bytes)
        while let (field, value) = reader.next() {
            switch value {
            case .bytes(let bytes):
                guard field == 7, let id = String(wire: bytes) else { return nil }
                self.successorIds.append(id)
            case .number(let number):
                guard let number = UInt32(exactly: number), self.set(field, number) else {
                    return nil
                }
            }
        }
        guard reader.isAtEnd else { return nil }
    }

    private mutating func set(_ field: UInt64, _ number: UInt32) -> Bool {
        switch field {
        case 1: self.guestSeats = number
        case 2:
            guard let mode = Roomkeeper_V1_SeatMode(wire: UInt64(number)) else { return false }
            self.seatMode = mode
        case 3: self.maxProducts = number
        case 4: self.maxPinned = number
        case 5: self.inviteTtlSeconds = number
        case 6:
            guard let policy = Roomkeeper_V1_HostLossPolicy(wire: UInt64(number)) else {
                return false
            }
            self.hostLossPolicy = policy
        case 8:
            guard let mode = Roomkeeper_V1_PresenceMode(wire: UInt64(number)) else { return false }
            self.presenceMode = mode
        case 9: self.presenceTtlSeconds = number
        case 10: self.pauseGraceSeconds = number
        case 11: self.requestQueueMax = number
        default: return false
        }
        return true
    }
}
