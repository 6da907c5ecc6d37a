import SwiftProtobuf

extension Roomkeeper_V1_MutateResponse: DirectlyDecodable {
    package init?(direct bytes: UnsafeRawBufferPointer) {
        self.init()
        var reader = WireReader(bytes)
        while let (field, value) = reader.next() {
            switch (field, value) {
            case (2, .number(let number)): self.revision = number
            case (3, .number(let number)): self.changed = number != 0
            case (4, .number(let number)): self.replayed = number != 0
            case (8, .bytes(let bytes)):
                guard !self.hasGroupTime, let time = Google_Protobuf_Timestamp(direct: bytes)
                else { return nil }
                self.groupTime = time
            case (_, .bytes(let bytes)):
                guard let text = String(wire: bytes), self.set(field, text) else { return nil }
            default: return nil
            }
        }
        guard reader.isAtEnd else { return nil }
    }

    private mutating func set(_ field: UInt64, _ text: String) -> Bool {
        switch field {
        case 1: self.roomID = text
        case 5: self.uid = text
        case 6: self.mintedIds.append(text)
        case 7: self.consistencyToken = text
        case 9: self.etag = text
        default: return false
        }
        return true
    }
}
