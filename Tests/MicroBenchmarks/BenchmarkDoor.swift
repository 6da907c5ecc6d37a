import NIOCore
import RoomProtocol
import RoomReplica
import RoomServer
import Synchronization

/// A native connection without its socket: bytes in, bytes out, over a replica that answers at
/// once.
final class BenchmarkDoor {
    let rooms: SampleRooms
    private let gateway: RoomGateway
    private var parser = NativeFrameParser<Roomkeeper_V1_ClientEnvelope>()

    init() throws {
        let rooms = try SampleRooms()
        let applied = try AppliedRooms(reader: rooms.state)
        applied.publish(try rooms.applier.apply(try rooms.updates(SampleRooms.count)))
        self.rooms = rooms
        self.gateway = RoomGateway(
            replica: InstantReplica(applied: rooms.applier.applied, room: rooms.ids[0]),
            rooms: applied,
            observer: SilentObserver())
    }

    /// Serves the one request in `bytes`.
    func serve(_ bytes: ByteBuffer) throws {
        self.parser.append(bytes)
        guard let envelope = try self.parser.next(), let request = envelope.request else {
            throw WrongResult("the door", "there is no request in the bytes")
        }
        let slot = ReplySlot()
        self.gateway.begin(
            request, caller: .insecure, deadline: .now.advanced(by: .seconds(5))
        ) { slot.put($0) }
        guard let reply = slot.take() else {
            throw WrongResult("the door", "a request was not answered at once")
        }
        var answer = Roomkeeper_V1_ServerEnvelope()
        answer.id = envelope.id
        answer.reply = reply.resolve()
        if case .error(let error)? = answer.reply {
            throw WrongResult("the door", "it answered \(error.reason): \(error.message)")
        }
        var written = ByteBuffer()
        try NativeFrame.write(answer, into: &written)
    }
}

/// Counts nothing.
private struct SilentObserver: GatewayObserver {
    func requestEnded(
        _ request: GatewayRequest, as result: GatewayResult, after elapsed: Duration
    ) {}
}

/// Where a reply waits to be spelled out, as it does on its way to a connection.
private final class ReplySlot: Sendable {
    private let reply = Mutex<EnvelopeReply?>(nil)

    func put(_ reply: EnvelopeReply) {
        self.reply.withLock { $0 = reply }
    }

    func take() -> EnvelopeReply? {
        self.reply.withLock { reply in
            defer { reply = nil }
            return reply
        }
    }
}
