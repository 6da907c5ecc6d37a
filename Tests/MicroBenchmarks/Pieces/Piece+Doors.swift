import NIOCore
import RoomProtocol
import RoomState

/// What the native door and the gateway do with a request: everything but socket and replica.
extension Piece {
    /// The bytes of writes come in, the bytes of their answers go out.
    static let serveWrite = Self.serving("serve-write") { number, rooms in
        Self.mutation(of: rooms.ids[number % rooms.ids.count].rawValue, number)
    }

    /// The bytes of linearizable reads come in, those of rooms with 256 bytes of title go out.
    static let serveRead = Self.serving("serve-read") { number, rooms in
        var envelope = Roomkeeper_V1_ClientEnvelope()
        envelope.id = UInt64(number + 1)
        envelope.timeoutMs = 5_000
        envelope.getRoom.roomID = rooms.ids[number % rooms.ids.count].rawValue
        envelope.getRoom.view = .basic
        envelope.getRoom.readLevel = .linearizable
        return envelope
    }

    private static func serving(
        _ name: String,
        _ request: @escaping @Sendable (Int, SampleRooms) -> Roomkeeper_V1_ClientEnvelope
    ) -> Piece {
        Piece(name: name, operations: 2_000) { count in
            let door = try BenchmarkDoor()
            let batch = BenchmarkDoor.requestsOfRead
            let reads = try stride(from: 0, to: count, by: batch).map { start in
                try BenchmarkDoor.bytes(
                    of: (start..<start + batch).map { request($0, door.rooms) })
            }
            return { count in
                for bytes in reads[..<(count / batch)] {
                    guard try door.answers(to: bytes) == batch else {
                        throw WrongResult(name, "a request was not answered at once")
                    }
                }
            }
        }
    }
}
