package import ByteCoding
internal import RoomState

/// The bytes of heartbeats between nodes.
///
/// ```
/// heartbeats  ticket:8  count:varint { room id  user id }...
/// answer      ticket:8  taken:1  [ count:varint { result:1 [ttl:varint] }... ]
/// ```
extension ForwardedHeartbeats {
    package func encode(into writer: inout ByteWriter) {
        writer.writeUInt64(self.ticket)
        writer.writeVarint(UInt64(self.heartbeats.count))
        for heartbeat in self.heartbeats {
            writer.writeString(heartbeat.roomID.rawValue)
            writer.writeString(heartbeat.userID.rawValue)
        }
    }

    package init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.ticket = try reader.readUInt64()
        let count = try reader.readCount(limit: Limits.heartbeatsPerBatch, minimumItemSize: 4)
        self.heartbeats = []
        self.heartbeats.reserveCapacity(count)
        for _ in 0..<count {
            let limit = RoomState.Limits.identifierBytes
            guard let room = RoomID(try reader.readString(limit: limit)),
                let user = UserID(try reader.readString(limit: limit))
            else { throw .invalid("a heartbeat names no room or no user") }
            self.heartbeats.append(HostHeartbeat(roomID: room, userID: user))
        }
    }
}

extension HeartbeatsAnswer {
    private enum Tag: UInt8 {
        case present = 1
        case notHost = 2
        case notTracked = 3
        case lost = 4
    }

    package func encode(into writer: inout ByteWriter) {
        writer.writeUInt64(self.ticket)
        writer.writeBool(self.results != nil)
        guard let results = self.results else { return }
        writer.writeVarint(UInt64(results.count))
        for result in results {
            switch result {
            case .present(let ttl):
                writer.writeByte(Tag.present.rawValue)
                writer.writeVarint(UInt64(ttl))
            case .notHost: writer.writeByte(Tag.notHost.rawValue)
            case .notTracked: writer.writeByte(Tag.notTracked.rawValue)
            case .lost: writer.writeByte(Tag.lost.rawValue)
            }
        }
    }

    package init(from reader: inout ByteReader) throws(DecodingFailure) {
        self.ticket = try reader.readUInt64()
        guard try reader.readBool() else {
            self.results = nil
            return
        }
        let count = try reader.readCount(limit: Limits.heartbeatsPerBatch)
        var results: [HeartbeatResult] = []
        results.reserveCapacity(count)
        for _ in 0..<count {
            results.append(try Self.readResult(from: &reader))
        }
        self.results = results
    }

    private static func readResult(
        from reader: inout ByteReader
    ) throws(DecodingFailure) -> HeartbeatResult {
        let byte = try reader.readByte()
        switch Tag(rawValue: byte) {
        case .present:
            let ttl = try reader.readVarint()
            let longest = RoomState.Limits.presenceTTLSeconds.upperBound
            guard ttl <= UInt64(longest) else { throw .limitExceeded(limit: longest, actual: ttl) }
            return .present(ttlSeconds: Int(ttl))
        case .notHost: return .notHost
        case .notTracked: return .notTracked
        case .lost: return .lost
        case nil: throw .invalid("a heartbeat was answered with the unknown number \(byte)")
        }
    }
}
