import ByteCoding
package import NIOCore
package import Raft

/// A frame whose body has been read: what one side of a link says to the other.
package enum PeerMessage: Equatable, Sendable {
    case hello(PeerHello)
    case accept(PeerAccept)
    case refuse(PeerRefusal)
    case ping(UInt64)
    case pong(UInt64)
    case payload([UInt8], group: GroupID)
    /// One of the kinds reserved for snapshot streams; its body is not looked into.
    case snapshot(FrameKind)

    package var kind: FrameKind {
        switch self {
        case .hello: .hello
        case .accept: .accept
        case .refuse: .refuse
        case .ping: .ping
        case .pong: .pong
        case .payload: .payload
        case .snapshot(let kind): kind
        }
    }
}

extension PeerMessage {
    package init(_ frame: Frame) throws(PeerLinkError) {
        if case .payload = frame.kind {
            guard frame.group != Frame.noGroup else {
                throw .malformedFrame(.payload, .invalid("the group of a payload is 0"))
            }
            self = .payload(frame.body, group: frame.group)
            return
        }
        if case .hello = frame.kind {
            self = .hello(try PeerHello(decoding: frame.body))
            try Self.requireNoGroup(frame)
            return
        }
        do {
            self = try Self.decodeRest(frame)
        } catch {
            throw .malformedFrame(frame.kind, error)
        }
        if case .snapshot = self { return }
        try Self.requireNoGroup(frame)
    }

    private static func requireNoGroup(_ frame: Frame) throws(PeerLinkError) {
        guard frame.group == Frame.noGroup else {
            throw .malformedFrame(
                frame.kind, .invalid("its group is \(frame.group), but it belongs to none"))
        }
    }

    private static func decodeRest(_ frame: Frame) throws(DecodingFailure) -> PeerMessage {
        switch frame.kind {
        case .accept: .accept(try PeerAccept(decoding: frame.body))
        case .refuse: .refuse(try PeerRefusal(decoding: frame.body))
        case .ping: .ping(try Self.decodeNumber(frame.body))
        case .pong: .pong(try Self.decodeNumber(frame.body))
        case .snapshotBegin, .snapshotChunk, .snapshotEnd: .snapshot(frame.kind)
        case .hello, .payload: throw .invalid("a \(frame.kind) is read elsewhere")
        }
    }

    private static func decodeNumber(_ body: [UInt8]) throws(DecodingFailure) -> UInt64 {
        var reader = ByteReader(body)
        let number = try reader.readUInt64()
        try reader.expectEnd()
        return number
    }

    /// Appends this message as a frame.
    package func encode(into buffer: inout ByteBuffer) {
        let (group, body): (GroupID, [UInt8]) =
            switch self {
            case .hello(let hello): (Frame.noGroup, hello.encoded())
            case .accept(let accept): (Frame.noGroup, accept.encoded())
            case .refuse(let refusal): (Frame.noGroup, refusal.encoded())
            case .ping(let number), .pong(let number): (Frame.noGroup, Self.encoded(number))
            case .payload(let payload, let group): (group, payload)
            case .snapshot: (Frame.noGroup, [])
            }
        FrameEncoder.encode(self.kind, group: group, body: body, into: &buffer)
    }

    private static func encoded(_ number: UInt64) -> [UInt8] {
        var writer = ByteWriter(capacity: 8)
        writer.writeUInt64(number)
        return writer.bytes
    }
}
