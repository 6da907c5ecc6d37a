import NIOCore
import RoomProtocol
import SwiftProtobuf

/// Envelopes like those of real traffic.
enum SampleEnvelopes {
    static func mutate(id: UInt64, title: String = "A live room") -> Roomkeeper_V1_ClientEnvelope {
        var envelope = Roomkeeper_V1_ClientEnvelope()
        envelope.id = id
        envelope.timeoutMs = 1000
        envelope.mutate.requestID = "request-\(id)"
        envelope.mutate.notAfter = .init(milliseconds: 1_700_000_000_000 + id)
        envelope.mutate.operations = [.with { $0.create.info.title = title }]
        envelope.mutate.operations[0].create.ownerID = "owner-\(id % 7)"
        return envelope
    }

    static func getRoom(id: UInt64) -> Roomkeeper_V1_ClientEnvelope {
        .with {
            $0.id = id
            $0.getRoom.roomID = "room-\(id)"
            $0.getRoom.view = .full
        }
    }

    static func frames(_ envelopes: [Roomkeeper_V1_ClientEnvelope]) throws -> ByteBuffer {
        var buffer = ByteBuffer()
        for envelope in envelopes { try NativeFrame.write(envelope, into: &buffer) }
        return buffer
    }
}
