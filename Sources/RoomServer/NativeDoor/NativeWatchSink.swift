import NIOCore
import RoomProtocol
import Watching

/// Tells one watch to the client of a connection, under the id that it was begun with.
final class NativeWatchSink: WatchSink {
    private let connection: NativeConnection
    private let id: UInt64
    /// The fields of an envelope that stand before the answer's length: the id, and which answer.
    private let head: [UInt8]

    init(connection: NativeConnection, id: UInt64) {
        self.connection = connection
        self.id = id
        self.head = Self.varintField(1) + Self.varint(id) + Self.lengthField(30)
    }

    var isReady: Bool { self.connection.isWritable }

    /// Writes the envelope around the update's bytes, which are not encoded again.
    func tell(_ update: WatchUpdate) {
        let token = Self.lengthField(6) + Self.varint(UInt64(update.token.count))
        let answer = update.body.count + token.count + update.token.count
        let length = Self.varint(UInt64(answer))
        self.connection.append { buffer in
            buffer.writeInteger(UInt32(self.head.count + length.count + answer))
            buffer.writeBytes(self.head)
            buffer.writeBytes(length)
            buffer.writeBytes(update.body)
            buffer.writeBytes(token)
            buffer.writeBytes(update.token)
        }
    }

    func flush() {
        self.connection.flushWritten()
    }

    func ended(_ error: Roomkeeper_V1_Error) {
        self.connection.watches.forget(self.id)
        self.connection.refuse(self.id, error)
        self.connection.flushWritten()
    }

    // MARK: The wire format of protobuf

    private static func varintField(_ number: UInt64) -> [UInt8] {
        Self.varint(number << 3)
    }

    private static func lengthField(_ number: UInt64) -> [UInt8] {
        Self.varint(number << 3 | 2)
    }

    private static func varint(_ value: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
        return bytes
    }
}
