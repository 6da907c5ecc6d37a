internal import ByteCoding
package import Raft
package import RoomState

/// The payload of a command's log entry: when the leader took it, and what is to be done.
///
/// ```
/// version:1  group time:varint  kind:1  body
/// kind 1  command            encoded LoggedCommand
/// kind 2  tick               nothing
/// kind 3  presences expire   count:varint { room id  presence id:varint }...
/// kind 4  a term begins      nothing
/// kind 5  a feature level    level:varint
/// ```
/// A node that meets a version or kind it does not know stops; it never skips.
package struct CommandPayload: Equatable, Sendable {
    package static let version: UInt8 = 2

    package enum Content: Equatable, Sendable {
        /// An encoded `LoggedCommand`.
        case command([UInt8])
        /// Deadlines have come.
        case tick
        /// Hosts are lost.
        case presencesExpire([PresenceExpiry])
        /// The first entry of a leader after its no-op, which carries no time.
        case termBegins
        /// From this entry on the log may hold what only this level understands.
        case raiseLevel(FeatureLevel)
    }

    private enum Kind: UInt8 {
        case command = 1
        case tick = 2
        case presencesExpire = 3
        case termBegins = 4
        case raiseLevel = 5
    }

    package var groupTime: GroupTime
    package var content: Content

    package init(groupTime: GroupTime, content: Content) {
        self.groupTime = groupTime
        self.content = content
    }

    package init(groupTime: GroupTime, command: [UInt8]) {
        self.init(groupTime: groupTime, content: .command(command))
    }

    package func encoded() -> [UInt8] {
        var writer = ByteWriter(capacity: 64)
        writer.writeByte(Self.version)
        self.groupTime.encode(into: &writer)
        switch self.content {
        case .command(let command):
            writer.writeByte(Kind.command.rawValue)
            writer.writeRaw(command)
        case .tick:
            writer.writeByte(Kind.tick.rawValue)
        case .presencesExpire(let expiries):
            writer.writeByte(Kind.presencesExpire.rawValue)
            writer.writeVarint(UInt64(expiries.count))
            for expiry in expiries {
                expiry.encode(into: &writer)
            }
        case .termBegins:
            writer.writeByte(Kind.termBegins.rawValue)
        case .raiseLevel(let level):
            writer.writeByte(Kind.raiseLevel.rawValue)
            writer.writeVarint(UInt64(level.rawValue))
        }
        return writer.bytes
    }

    /// A payload out of the log, its command decoded.
    enum Decoded {
        case command(DecodedCommand)
        case tick
        case presencesExpire([PresenceExpiry])
        case termBegins
        case raiseLevel(FeatureLevel)
    }

    /// Reads a payload to its last byte.
    static func decode(
        _ bytes: [UInt8]
    ) throws(DecodingFailure) -> (groupTime: GroupTime, content: Decoded) {
        var reader = ByteReader(bytes)
        let version = try reader.readByte()
        guard version == Self.version else { throw .unknownVersion(UInt64(version)) }
        let groupTime = try GroupTime(from: &reader)
        let kindByte = try reader.readByte()
        guard let kind = Kind(rawValue: kindByte) else {
            throw .invalid("the payload of a command has the unknown kind \(kindByte)")
        }
        let content: Decoded
        switch kind {
        case .command:
            return (groupTime, .command(try DecodedCommand(from: &reader)))
        case .tick:
            content = .tick
        case .presencesExpire:
            let count = try reader.readCount(
                limit: RoomState.Limits.presencesPerExpiry, minimumItemSize: 3)
            var expiries: [PresenceExpiry] = []
            expiries.reserveCapacity(count)
            for _ in 0..<count {
                expiries.append(try PresenceExpiry(from: &reader))
            }
            content = .presencesExpire(expiries)
        case .termBegins:
            content = .termBegins
        case .raiseLevel:
            content = .raiseLevel(try FeatureLevel(raisedFrom: &reader))
        }
        try reader.expectEnd()
        return (groupTime, content)
    }

    /// Whether an entry says that a leader's term begins, for those who look at logs.
    package static func beginsTerm(_ entry: Entry) -> Bool {
        guard entry.kind == .command, case .termBegins? = try? Self.decode(entry.payload).content
        else { return false }
        return true
    }

    /// The presences that an entry ends, for those who look at logs.
    package static func expiries(in entry: Entry) -> [PresenceExpiry] {
        guard entry.kind == .command,
            case .presencesExpire(let expiries)? = try? Self.decode(entry.payload).content
        else { return [] }
        return expiries
    }

    /// The feature level that an entry raises its log to, for those who look at logs.
    package static func raisedLevel(in entry: Entry) -> FeatureLevel? {
        guard entry.kind == .command,
            case .raiseLevel(let level)? = try? Self.decode(entry.payload).content
        else { return nil }
        return level
    }

    /// The room command in a payload, for those who look at logs; `nil` for everything else.
    package static func command(in payload: [UInt8]) -> RoomCommand? {
        guard case .command(let decoded)? = try? Self.decode(payload).content,
            case .mutate(let command) = decoded.content
        else { return nil }
        return command
    }
}
