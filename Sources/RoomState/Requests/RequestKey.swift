import ByteCoding

/// What an outcome is remembered under: caller, room (or owner, for a creation) and request id.
package struct RequestKey: Equatable, Sendable {
    package let bytes: [UInt8]
    /// Finds the pack that holds the record; two keys may share it.
    package let hash: UInt64

    /// `nil` when the command carries no request id.
    package init?(_ command: RoomCommand) {
        guard let requestID = command.requestID else { return nil }
        switch command.target {
        case .room(let id): self.init(command.caller, room: id, owner: nil, requestID)
        case .newRoom:
            var owner: UserID?
            if case .create(let create)? = command.operations.first {
                owner = create.ownerID
            }
            self.init(command.caller, room: nil, owner: owner, requestID)
        }
    }

    /// The key of the request that is to be settled.
    package init(_ settlement: Settlement) {
        switch settlement.target {
        case .room(let id):
            self.init(settlement.caller, room: id, owner: nil, settlement.requestID)
        case .creation(let owner):
            self.init(settlement.caller, room: nil, owner: owner, settlement.requestID)
        }
    }

    package init(bytes: [UInt8], hash: UInt64? = nil) {
        self.bytes = bytes
        self.hash = hash ?? StableHash(of: bytes).low
    }

    private init(_ caller: String, room: RoomID?, owner: UserID?, _ requestID: RequestID) {
        var writer = ByteWriter(capacity: 96)
        writer.writeString(caller)
        if let room {
            writer.writeByte(0)
            room.encode(into: &writer)
        } else {
            writer.writeByte(1)
            if let owner {
                writer.writeUser(owner)
            }
        }
        writer.writeString(requestID.rawValue)
        self.init(bytes: writer.bytes)
    }
}
