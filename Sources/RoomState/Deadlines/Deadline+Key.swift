import ByteCoding

/// Deadlines in the state database: all that is told of one is its key.
///
/// ```
/// 05 lane:1 due at:8 room id 00 kind:1 subject
/// ```
/// Lane 0 holds what is due at its time, lane 1 what is not due before the liveness floor either.
/// No identifier holds a zero byte, so keys sort as deadlines do.
extension Deadline {
    /// The part of the table that a deadline lies in.
    enum Lane: UInt8, CaseIterable {
        case fixed = 0
        case liveness = 1

        var prefix: [UInt8] { [StateKey.Table.deadlines.rawValue, self.rawValue] }
    }

    /// What every record of the table holds.
    static let recordVersion: UInt8 = 1

    var lane: Lane { self.kind.isOfLiveness ? .liveness : .fixed }

    var key: [UInt8] {
        var writer = ByteWriter(capacity: 80)
        writer.writeRaw(self.lane.prefix)
        writer.writeUInt64(self.dueAt.milliseconds)
        writer.writeRaw(self.roomID.utf8)
        writer.writeByte(0)
        writer.writeByte(self.kind.rawValue)
        writer.writeRaw(Array((self.subject?.rawValue ?? "").utf8))
        return writer.bytes
    }

    /// Reads a record of the table.
    init(stored pair: StatePair) throws(StateReadFailure) {
        do throws(DecodingFailure) {
            try self.init(key: pair.key)
        } catch {
            throw StateReadFailure("a deadline: \(error)")
        }
        guard pair.value == [Self.recordVersion] else {
            throw StateReadFailure("the deadline \(self) is of version \(pair.value)")
        }
    }

    init(key: [UInt8]) throws(DecodingFailure) {
        var reader = ByteReader(key)
        guard try reader.readByte() == StateKey.Table.deadlines.rawValue,
            let lane = Lane(rawValue: try reader.readByte())
        else { throw .invalid("the key is of another table") }
        let dueAt = GroupTime(milliseconds: try reader.readUInt64())
        let rest = reader.readRest()
        guard let end = rest.firstIndex(of: 0), end + 1 < rest.count,
            let roomID = RoomID(String(decoding: rest[..<end], as: UTF8.self)),
            let kind = Kind(rawValue: rest[end + 1])
        else { throw .invalid("the key names no room or no kind") }
        let text = String(decoding: rest[(end + 2)...], as: UTF8.self)
        let subject = UserID(text)
        guard text.isEmpty || subject != nil else {
            throw .invalid("the subject is not \(IdentifierText.limit)")
        }
        self.init(dueAt: dueAt, roomID: roomID, kind: kind, subject: subject)
        guard self.lane == lane else { throw .invalid("the deadline lies in another lane") }
    }
}
