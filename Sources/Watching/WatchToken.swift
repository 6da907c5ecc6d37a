package import ByteCoding
package import Raft
import RoomMapping
import RoomState

/// Spells and reads the resume tokens of one watch.
///
/// Base64url of
/// ```
/// version:1 cluster:8 watched:15      the same in all tokens of a watch, 32 characters
/// index:8 [flags:1 parts] check:1     how far it is told, mostly 12 characters
/// ```
/// `watched` is a hash of the rooms or the filter. The parts, each told by a flag, are those that
/// `WatchPosition` has only while a watch begins or inside of an entry. The check byte is no
/// defence: it only tells a mistyped token from a real one.
package struct WatchToken: Sendable {
    private static let version: UInt8 = 1
    private static let prefixBytes = 24

    private enum Flag {
        static let through: UInt8 = 1
        static let none: UInt8 = 2
        static let within: UInt8 = 4
        static let seen: UInt8 = 8
    }

    /// Why a token cannot be used.
    package enum Fault: Error, Equatable, Sendable {
        case notAToken
        case otherCluster
        case otherWatch
    }

    private let prefix: [UInt8]
    private let prefixText: [UInt8]
    private let prefixCheck: UInt8

    package init(cluster: ClusterID, watched: StableHash) {
        var writer = ByteWriter(capacity: Self.prefixBytes)
        writer.writeByte(Self.version)
        writer.writeUInt64(cluster.rawValue)
        writer.writeUInt64(watched.high)
        for shift in stride(from: UInt64(56), to: 0, by: -8) {
            writer.writeByte(UInt8(truncatingIfNeeded: watched.low >> shift))
        }
        self.prefix = writer.bytes
        self.prefixText = Base64URL.encode(writer.bytes)
        self.prefixCheck = Self.check(writer.bytes, after: 0x5a)
    }

    /// The text of a token, in ASCII.
    package func text(of position: WatchPosition) -> [UInt8] {
        var writer = ByteWriter(capacity: 16)
        writer.writeUInt64(position.index.rawValue)
        let flags = Self.flags(of: position)
        if flags != 0 {
            writer.writeByte(flags)
            Self.writeParts(of: position, into: &writer)
        }
        writer.writeByte(Self.check(writer.bytes, after: self.prefixCheck))
        return self.prefixText + Base64URL.encode(writer.bytes)
    }

    package func position(from text: String) throws(Fault) -> WatchPosition {
        guard text.utf8.count <= WatchLimits.tokenCharacters, let bytes = Base64URL.decode(text),
            bytes.count > Self.prefixBytes + 8, bytes[0] == Self.version,
            Self.check(bytes.dropLast(), after: 0x5a) == bytes.last
        else { throw .notAToken }
        guard bytes[1..<9] == self.prefix[1..<9] else { throw .otherCluster }
        guard bytes[9..<Self.prefixBytes] == self.prefix[9..<Self.prefixBytes] else {
            throw .otherWatch
        }
        do throws(DecodingFailure) {
            return try Self.read(bytes[Self.prefixBytes..<(bytes.count - 1)])
        } catch {
            throw .notAToken
        }
    }

    private static func flags(of position: WatchPosition) -> UInt8 {
        var flags: UInt8 = 0
        switch position.opened {
        case .all: break
        case .none: flags |= Flag.none
        case .through: flags |= Flag.through
        }
        if position.within != nil { flags |= Flag.within }
        if position.seen > position.index { flags |= Flag.seen }
        return flags
    }

    private static func writeParts(of position: WatchPosition, into writer: inout ByteWriter) {
        if case .through(let room) = position.opened { writer.writeString(room.rawValue) }
        if let within = position.within {
            writer.writeUInt64(within.index.rawValue)
            writer.writeUInt64(within.revision)
            writer.writeString(within.room.rawValue)
        }
        if position.seen > position.index { writer.writeUInt64(position.seen.rawValue) }
    }

    private static func read(_ bytes: ArraySlice<UInt8>) throws(DecodingFailure) -> WatchPosition {
        var reader = ByteReader(bytes)
        var position = WatchPosition(index: LogIndex(try reader.readUInt64()))
        guard !reader.isAtEnd else { return position }
        let flags = try reader.readByte()
        if flags & Flag.none != 0 { position.opened = .none }
        if flags & Flag.through != 0 { position.opened = .through(try Self.room(from: &reader)) }
        if flags & Flag.within != 0 {
            let index = LogIndex(try reader.readUInt64())
            let revision = try reader.readUInt64()
            position.within = WatchPosition.Within(
                index: index, room: try Self.room(from: &reader), revision: revision)
        }
        if flags & Flag.seen != 0 { position.seen = LogIndex(try reader.readUInt64()) }
        try reader.expectEnd()
        return position
    }

    private static func room(from reader: inout ByteReader) throws(DecodingFailure) -> RoomID {
        let text = try reader.readString(limit: RoomState.Limits.identifierBytes)
        guard let room = RoomID(text) else { throw .invalid("not a room id") }
        return room
    }

    private static func check(_ bytes: some Sequence<UInt8>, after seed: UInt8) -> UInt8 {
        bytes.reduce(seed) { ($0 &* 31) &+ $1 }
    }
}
