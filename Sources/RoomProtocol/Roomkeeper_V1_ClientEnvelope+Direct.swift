extension Roomkeeper_V1_ClientEnvelope: DirectlyDecodable {
    /// Reads of one room.
    package init?(direct bytes: UnsafeRawBufferPointer) {
        self.init()
        var reader = WireReader(bytes)
        while let (field, value) = reader.next() {
            switch (field, value) {
            case (1, .number(let id)):
                self.id = id
            case (2, .number(let milliseconds)):
                guard let milliseconds = UInt32(exactly: milliseconds) else { return nil }
                self.timeoutMs = milliseconds
            case (11, .bytes(let bytes)):
                guard self.request == nil,
                    let request = Roomkeeper_V1_GetRoomRequest(direct: bytes)
                else { return nil }
                self.request = .getRoom(request)
            default:
                return nil
            }
        }
        guard reader.isAtEnd, self.request != nil else { return nil }
    }
}

extension Roomkeeper_V1_ServerEnvelope: DirectlyDecodable {
    /// Nothing: of what comes often a client takes the reply alone.
    package init?(direct bytes: UnsafeRawBufferPointer) { return nil }
}

extension Roomkeeper_V1_GetRoomRequest: DirectlyDecodable {
    package init?(direct bytes: UnsafeRawBufferPointer) {
        self.init()
        var reader = WireReader(bytes)
        while let (field, value) = reader.next() {
            switch (field, value) {
            case (1, .bytes(let bytes)):
                guard let text = String(wire: bytes) else { return nil }
                self.roomID = text
            case (2, .number(let number)):
                guard let view = Roomkeeper_V1_View(wire: number) else { return nil }
                self.view = view
            case (3, .number(let number)):
                guard let level = Roomkeeper_V1_ReadLevel(wire: number) else { return nil }
                self.readLevel = level
            case (4, .bytes(let bytes)):
                guard let text = String(wire: bytes) else { return nil }
                self.consistencyToken = text
            default:
                return nil
            }
        }
        guard reader.isAtEnd else { return nil }
    }
}
