import NIOCore
import RoomProtocol
import SwiftProtobuf

/// A reply as it arrived.
///
/// Those that come most often are still encoded: the event loop only finds out whose they are, and
/// whoever waits for one decodes it, on a thread of its own.
enum ReceivedReply: Sendable {
    case getRoom(ByteBuffer)
    case mutate(ByteBuffer)
    indirect case other(Roomkeeper_V1_ServerEnvelope.OneOf_Reply)

    /// The reply of an envelope and the id under which it came; `nil` when it holds none that this
    /// version knows.
    static func open(
        _ frame: ByteBuffer
    ) throws(NativeFrameError) -> (id: UInt64, reply: ReceivedReply)? {
        if let opened = Self.openEncoded(frame) { return opened }
        let envelope = try NativeFrame.decode(Roomkeeper_V1_ServerEnvelope.self, from: frame)
        return envelope.reply.map { (envelope.id, .other($0)) }
    }

    /// - Throws: when what is still encoded is no such reply.
    func decoded() throws(NativeFrameError) -> Roomkeeper_V1_ServerEnvelope.OneOf_Reply {
        switch self {
        case .getRoom(let bytes):
            .getRoom(try NativeFrame.decode(Roomkeeper_V1_GetRoomResponse.self, from: bytes))
        case .mutate(let bytes):
            .mutate(try NativeFrame.decode(Roomkeeper_V1_MutateResponse.self, from: bytes))
        case .other(let reply):
            reply
        }
    }

    /// The group time that the reply carries; 0 for none.
    var groupMilliseconds: UInt64 {
        switch self {
        case .getRoom(let bytes): Self.milliseconds(ofField: 5, in: bytes)
        case .mutate(let bytes): Self.milliseconds(ofField: 8, in: bytes)
        case .other(let reply): reply.groupMilliseconds
        }
    }

    /// What stands behind an id is the last field, as servers of ours write it.
    private static func openEncoded(_ frame: ByteBuffer) -> (id: UInt64, reply: ReceivedReply)? {
        let opened = frame.withUnsafeReadableBytes { bytes -> (UInt64, UInt64, Int)? in
            var reader = WireReader(bytes)
            guard case (1, .number(let id))? = reader.next(), id != 0,
                case (let field, .bytes(let body))? = reader.next(), reader.isAtEnd
            else { return nil }
            return (id, field, body.count)
        }
        guard let (id, field, count) = opened,
            let body = frame.getSlice(at: frame.writerIndex - count, length: count)
        else { return nil }
        switch field {
        case 10: return (id, .mutate(body))
        case 11: return (id, .getRoom(body))
        default: return nil
        }
    }

    private static func milliseconds(ofField number: UInt64, in message: ByteBuffer) -> UInt64 {
        message.withUnsafeReadableBytes { bytes in
            var reader = WireReader(bytes)
            while let (field, value) = reader.next() {
                guard field == number, case .bytes(let time) = value else { continue }
                return Google_Protobuf_Timestamp(direct: time)?.milliseconds ?? 0
            }
            return 0
        }
    }
}

extension Roomkeeper_V1_ServerEnvelope.OneOf_Reply {
    /// The group time that the reply carries; 0 for none.
    fileprivate var groupMilliseconds: UInt64 {
        switch self {
        case .hello(let hello): hello.groupTime.milliseconds ?? 0
        case .mutate(let reply): reply.groupTime.milliseconds ?? 0
        case .getRoom(let reply): reply.groupTime.milliseconds ?? 0
        case .settle(let reply): reply.groupTime.milliseconds ?? 0
        case .heartbeat(let reply): reply.groupTime.milliseconds ?? 0
        case .batchGetRooms(let reply): reply.served.groupTime.milliseconds ?? 0
        case .listRooms(let reply): reply.served.groupTime.milliseconds ?? 0
        case .findRooms(let reply): reply.served.groupTime.milliseconds ?? 0
        case .listRoomEvents(let reply): reply.served.groupTime.milliseconds ?? 0
        case .listDeadlines(let reply): reply.served.groupTime.milliseconds ?? 0
        case .nodeStatus(let reply): reply.groupTime.milliseconds ?? 0
        case .watch(let reply): reply.groupTime.milliseconds ?? 0
        case .error, .transferLeadership, .changeMembership, .watchEnded, .beginBackup,
            .readBackup, .endBackup:
            0
        }
    }
}
