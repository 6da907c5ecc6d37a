import NIOCore
import RoomProtocol
import RoomServer
import RoomState

/// What the native door and the gateway do with a request: everything but the replica.
extension Piece {
    /// The bytes of a write come in, the bytes of its answer go out.
    static let serveWrite = Piece(name: "serve-write", operations: 2_000) { count in
        let door = try BenchmarkDoor()
        let room = door.rooms.ids[0].rawValue
        let requests = try (0..<count).map { try Self.bytes(of: Self.mutation(of: room, $0)) }
        return { count in
            for request in requests[..<count] { try door.serve(request) }
        }
    }

    /// The bytes of a linearizable read come in, the bytes of a room with 256 bytes of title go
    /// out.
    static let serveRead = Piece(name: "serve-read", operations: 2_000) { count in
        let door = try BenchmarkDoor()
        let requests = try (0..<count).map { number in
            var envelope = Roomkeeper_V1_ClientEnvelope()
            envelope.id = UInt64(number + 1)
            envelope.timeoutMs = 5_000
            envelope.getRoom.roomID = door.rooms.ids[number % door.rooms.ids.count].rawValue
            envelope.getRoom.view = .basic
            envelope.getRoom.readLevel = .linearizable
            return try Self.bytes(of: envelope)
        }
        return { count in
            for request in requests[..<count] { try door.serve(request) }
        }
    }

    private static func bytes(of envelope: Roomkeeper_V1_ClientEnvelope) throws -> ByteBuffer {
        var bytes = ByteBuffer()
        try NativeFrame.write(envelope, into: &bytes)
        return bytes
    }
}
