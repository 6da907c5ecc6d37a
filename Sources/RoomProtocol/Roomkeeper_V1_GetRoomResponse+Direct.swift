import SwiftProtobuf

/// Replies to reads, decoded in one pass over their bytes.
extension Roomkeeper_V1_GetRoomResponse: DirectlyDecodable {
    package init?(direct bytes: UnsafeRawBufferPointer) {
        self.init()
        var reader = WireReader(bytes)
        while let (field, value) = reader.next() {
            switch (field, value) {
            case (1, .bytes(let bytes)):
                guard !self.hasRoom, let room = Roomkeeper_V1_Room(direct: bytes) else {
                    return nil
                }
                self.room = room
            case (2, .number(let number)):
                guard let level = Roomkeeper_V1_ReadLevel(wire: number) else { return nil }
                self.readLevel = level
            case (3, .number(let number)): self.nodeID = number
            case (4, .bytes(let bytes)):
                guard let text = String(wire: bytes) else { return nil }
                self.consistencyToken = text
            case (5, .bytes(let bytes)):
                guard !self.hasGroupTime, let time = Google_Protobuf_Timestamp(direct: bytes)
                else { return nil }
                self.groupTime = time
            default: return nil
            }
        }
        guard reader.isAtEnd else { return nil }
    }
}
