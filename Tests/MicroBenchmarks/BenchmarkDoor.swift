import Logging
import NIOCore
import NIOEmbedded
import RoomProtocol
import RoomReplica
import RoomServer

/// A connection to the native door without its socket: bytes in, bytes out, over a replica that
/// answers at once.
final class BenchmarkDoor {
    /// As many as are under way on one of sixteen connections of 256 callers.
    static let requestsOfRead = 16

    let rooms: SampleRooms
    private let channel = EmbeddedChannel()
    private var hasSaidHello = false
    private var hasAnswered = false

    init() throws {
        let rooms = try SampleRooms()
        let applied = try AppliedRooms(reader: rooms.state)
        applied.publish(try rooms.applier.apply(try rooms.updates(SampleRooms.count)))
        self.rooms = rooms
        let gateway = RoomGateway(
            replica: InstantReplica(applied: rooms.applier.applied, room: rooms.ids[0]),
            rooms: applied, observer: SilentObserver())
        let door = NativeDoor(
            gateway: gateway, group: self.channel.eventLoop,
            options: NativeDoor.Options(address: Endpoint(host: "127.0.0.1", port: 0)),
            logger: Logger(label: "micro") { _ in SwiftLogNoOpLogHandler() })
        try door.begin(.success(.insecure), on: self.channel)
        self.channel.pipeline.fireChannelActive()
        var hello = Roomkeeper_V1_ClientEnvelope()
        hello.hello.protocolVersion = NativeDoor.protocolVersion
        guard try self.answers(to: Self.bytes(of: [hello])) == 1 else {
            throw WrongResult("the door", "it did not say hello")
        }
    }

    /// What one read of the socket brings.
    static func bytes(of envelopes: [Roomkeeper_V1_ClientEnvelope]) throws -> ByteBuffer {
        var bytes = ByteBuffer()
        for envelope in envelopes { try NativeFrame.write(envelope, into: &bytes) }
        return bytes
    }

    /// Serves the requests in `bytes`, and counts the answers that leave.
    func answers(to bytes: ByteBuffer) throws -> Int {
        _ = try self.channel.writeInbound(bytes)
        self.channel.embeddedEventLoop.run()
        var count = 0
        while var written = try self.channel.readOutbound(as: ByteBuffer.self) {
            try self.lookOnce(at: written)
            while let length: UInt32 = written.readInteger() {
                written.moveReaderIndex(forwardBy: Int(length))
                count += 1
            }
        }
        return count
    }

    /// A refusal is cheap: the first answer to a request must be none.
    private func lookOnce(at written: ByteBuffer) throws {
        guard !self.hasAnswered else { return }
        self.hasAnswered = self.hasSaidHello
        self.hasSaidHello = true
        var parser = NativeFrameParser<Roomkeeper_V1_ServerEnvelope>()
        parser.append(written)
        let answer = try parser.next()
        guard let answer, answer.reply != nil else {
            throw WrongResult("the door", "an answer says nothing")
        }
        if case .error(let error)? = answer.reply {
            throw WrongResult("the door", "it refused: \(error.reason)")
        }
    }
}

/// Counts nothing.
private struct SilentObserver: GatewayObserver {
    func requestEnded(
        _ request: GatewayRequest, as result: GatewayResult, after elapsed: Duration
    ) {}
}
