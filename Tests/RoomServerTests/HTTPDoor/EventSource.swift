import NIOCore
import NIOPosix

/// Reads a stream of events from a door, no faster than its user asks for them.
struct EventSource {
    struct Event {
        var event = ""
        var id = ""
        var data = ""
    }

    private static let receiveBufferBytes = 4096

    private var bytes: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private var text = ""
    private var head: String?

    /// Asks for `target` and gives `body` the stream; the connection is closed when it returns.
    static func with<Value>(
        port: Int, _ target: String, lastEventID: String? = nil,
        _ body: (inout EventSource) async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            // Small, so that a reader that sleeps is soon felt by the server.
            .channelOption(.socketOption(.so_rcvbuf), value: Self.receiveBufferBytes)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel)
                }
            }
        let id = lastEventID.map { "last-event-id: \($0)\r\n" } ?? ""
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(
                ByteBuffer(
                    string: "GET \(target) HTTP/1.1\r\nhost: x\r\n\(id)connection: close\r\n\r\n"))
            var source = EventSource(bytes: inbound.makeAsyncIterator())
            return try await body(&source)
        }
    }

    private init(bytes: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator) {
        self.bytes = bytes
    }

    /// The status line and header fields of the answer, in lowercase.
    mutating func nextHead() async throws -> String {
        if let head = self.head { return head }
        let head = try await self.take(through: "\r\n\r\n")?.lowercased() ?? ""
        self.head = head
        return head
    }

    /// The next event; `nil` when the server has ended the answer.
    mutating func next() async throws -> Event? {
        _ = try await self.nextHead()
        while let block = try await self.take(through: "\n\n") {
            var event = Event()
            for line in block.split(whereSeparator: \.isNewline) {
                // Others are comments, or lengths of the chunks that the answer comes in.
                guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else {
                    continue
                }
                let value = line[colon...].dropFirst(2)
                switch line[..<colon] {
                case "event": event.event = String(value)
                case "id": event.id = String(value)
                case "data": event.data = String(value)
                default: continue
                }
            }
            if !event.event.isEmpty { return event }
        }
        return nil
    }

    private mutating func take(through end: String) async throws -> String? {
        while true {
            if let range = self.text.firstRange(of: end) {
                let taken = String(self.text[..<range.upperBound])
                self.text = String(self.text[range.upperBound...])
                return taken
            }
            guard let more = try await self.bytes.next(isolation: #isolation) else { return nil }
            self.text += String(buffer: more)
        }
    }
}
