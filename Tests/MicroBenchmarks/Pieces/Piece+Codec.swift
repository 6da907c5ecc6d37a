import ByteCoding
import NIOCore
import PeerTransport
import Raft
import RoomProtocol
import RoomReplica
import RoomState

/// What a request is spelled as, on its way to the log.
extension Piece {
    /// A write and its answer on a native connection, both ends: spelled, framed, cut out, read.
    static let envelope = Piece(name: "envelope-codec", operations: 2_000) { count in
        let requests = (0..<count).map { Self.mutation(of: "481516234217", $0) }
        let reply = Self.answer()
        return { count in
            var server = NativeFrameParser<Roomkeeper_V1_ClientEnvelope>()
            var client = NativeFrameParser<Roomkeeper_V1_ServerEnvelope>()
            for number in 0..<count {
                var bytes = ByteBuffer()
                try NativeFrame.write(requests[number], into: &bytes)
                server.append(bytes)
                guard let request = try server.next(), request.id == requests[number].id else {
                    throw WrongResult("envelope-codec", "a request was lost")
                }
                bytes = ByteBuffer()
                try NativeFrame.write(reply, into: &bytes)
                client.append(bytes)
                guard let answer = try client.next(), answer.id == reply.id else {
                    throw WrongResult("envelope-codec", "an answer was lost")
                }
            }
        }
    }

    /// A command as the leader puts it into the log, and as each replica reads it there.
    static let command = Piece(name: "command-codec", operations: 4_000) { count in
        let rooms = try SampleRooms()
        let commands = try (0..<count).map { try rooms.update($0) }
        return { count in
            for number in 0..<count {
                let bytes = LoggedCommand.mutate(commands[number]).encoded()
                guard case .mutate(let command) = try LoggedCommand(decoding: bytes),
                    command.target == commands[number].target
                else { throw WrongResult("command-codec", "a command is another one") }
            }
        }
    }

    /// An entry as it travels and lies on disk: spelled, checked and read.
    static let logEntry = Piece(name: "log-entry-codec", operations: 4_000) { count in
        let rooms = try SampleRooms()
        let entries = try rooms.updates(count)
        let coding = EntryCoding(cluster: ClusterID(1), group: .first)
        return { count in
            for entry in entries[..<count] {
                var writer = ByteWriter(capacity: entry.size)
                coding.encode(entry, into: &writer)
                var reader = ByteReader(writer.bytes)
                guard try coding.decode(from: &reader).index == entry.index else {
                    throw WrongResult("log-entry-codec", "an entry is another one")
                }
            }
        }
    }

    /// A write that came to a follower: to the leader and back, as bytes of the peer protocol.
    static let forward = Piece(name: "forward-hop", operations: 2_000) { count in
        let rooms = try SampleRooms()
        let commands = try (0..<count).map { LoggedCommand.mutate(try rooms.update($0)).encoded() }
        let receipt = RoomReceipt(
            roomID: rooms.ids[0], uid: RoomUID(group: 1, index: 1), revision: 2,
            groupTime: GroupTime(milliseconds: 1_800_000_000_000))
        let outcome = AppliedOutcome(
            index: LogIndex(5_000), outcome: RoomOutcome(.applied(receipt)),
            groupTime: receipt.groupTime)
        return { count in
            for (ticket, command) in zip(UInt64(1)..., commands[..<count]) {
                let there = try Self.carry(
                    .forward([ForwardedCommand(ticket: ticket, command: command)]))
                let back = try Self.carry(
                    .forwardAnswers([ForwardAnswer(ticket: ticket, result: .applied(outcome))]))
                guard case .forward(let commands)? = there, commands.first?.ticket == ticket,
                    case .forwardAnswers(let answers)? = back, answers.first?.ticket == ticket
                else { throw WrongResult("forward-hop", "a ticket was lost") }
            }
        }
    }

    /// One message through the bytes of a link between nodes.
    private static func carry(_ message: ReplicaMessage) throws -> ReplicaMessage? {
        let coding = ReplicaFrameCoding(cluster: ClusterID(1), group: .first)
        let frame = ReplicaFrame(
            groupTime: .zero, wallMilliseconds: 1_800_000_000_000, messages: [message])
        var bytes = ByteBuffer()
        for payload in coding.encode(frame) {
            FrameEncoder.encode(.payload, group: .first, body: payload, into: &bytes)
        }
        var decoder = FrameDecoder(lengthLimit: 1 << 20)
        decoder.append(bytes)
        guard let arrived = try decoder.next() else { return nil }
        return try coding.decode(arrived.body).messages.first
    }

    static func mutation(of room: String, _ number: Int) -> Roomkeeper_V1_ClientEnvelope {
        var update = Roomkeeper_V1_UpdateInfo()
        update.title = SampleRooms.value(number)
        var operation = Roomkeeper_V1_Operation()
        operation.op = .updateInfo(update)
        var envelope = Roomkeeper_V1_ClientEnvelope()
        envelope.id = UInt64(number + 1)
        envelope.timeoutMs = 5_000
        envelope.mutate.roomID = room
        envelope.mutate.operations = [operation]
        envelope.mutate.requestID = SampleRooms.requestID(number)
        envelope.mutate.notAfter = .init(milliseconds: 1_800_000_060_000)
        return envelope
    }

    private static func answer() -> Roomkeeper_V1_ServerEnvelope {
        var reply = Roomkeeper_V1_ServerEnvelope()
        reply.id = 1
        reply.mutate.roomID = "481516234217"
        reply.mutate.revision = 42
        reply.mutate.changed = true
        reply.mutate.etag = "1-4711-42"
        reply.mutate.consistencyToken = "AAAAAAAAEmc"
        reply.mutate.groupTime = .init(milliseconds: 1_800_000_000_000)
        return reply
    }
}
