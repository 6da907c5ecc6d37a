import Logging
import NIOCore
import NIOPosix
import RoomProtocol
import RoomServer
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The door on a real port, spoken to in raw HTTP.
@Suite struct HTTPDoorSocketTests {
    private static func door(
        _ gateway: GatewayFixture, port: Int = 0,
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) -> HTTPDoor {
        HTTPDoor(
            handler: HTTPHandler(gateway: gateway.gateway) { "m 1\n" },
            group: group,
            options: HTTPDoor.Options(address: Endpoint(host: "127.0.0.1", port: port)),
            logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
    }

    private static let unexpected: @Sendable (NodeFailure) -> Void = { failure in
        Issue.record("\(failure)")
    }

    private static func withDoor(
        _ body: (GatewayFixture, Int) async throws -> Void
    ) async throws {
        let gateway = try GatewayFixture()
        let door = Self.door(gateway)
        let port = try await door.start(didFail: Self.unexpected).port
        do {
            try await body(gateway, port)
        } catch {
            await door.stop(within: .zero)
            throw error
        }
        await door.stop(within: .zero)
    }

    /// Sends `request` and reads until the server closes.
    private static func exchange(_ request: String, port: Int) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: request))
            var text = ""
            for try await buffer in inbound {
                text += String(buffer: buffer)
            }
            return text
        }
    }

    @Test func aGetOverARealSocket() async throws {
        try await Self.withDoor { gateway, port in
            let id = try await gateway.makeRoom()
            let health = try await Self.exchange(
                "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", port: port)
            #expect(health.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(health.hasSuffix("\r\n\r\nok\n"))
            let room = try await Self.exchange(
                "GET /v1/rooms/\(id)?view=BASIC HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
                port: port)
            #expect(room.contains("\"roomId\":\"\(id)\""))
            #expect(room.lowercased().contains("content-type: application/json"))
        }
    }

    @Test func headerFieldsArriveWhateverTheirCase() async throws {
        try await Self.withDoor { gateway, port in
            let body = #"{"operations":[{"create":{"ownerId":"ana","info":{"title":"Hi"}}}]}"#
            let request =
                "POST /v1/rooms:mutate HTTP/1.1\r\nhost: x\r\nIDEMPOTENCY-KEY: k\r\n"
                + "request-not-after: 2027-01-15T08:01:00Z\r\nRequest-Timeout-Ms: 900\r\n"
                + "content-length: \(body.utf8.count)\r\nconnection: close\r\n\r\n\(body)"
            let first = try await Self.exchange(request, port: port)
            let second = try await Self.exchange(request, port: port)
            #expect(first.hasPrefix("HTTP/1.1 200 OK"), "\(first)")
            #expect(second.contains(#""replayed":true"#), "\(second)")
        }
    }

    /// Which of two ids should count, nobody can know.
    @Test func aHeaderFieldThatIsToldTwiceIsRefused() async throws {
        try await Self.withDoor { gateway, port in
            let answer = try await Self.exchange(
                "POST /v1/rooms/1:pause HTTP/1.1\r\nhost: x\r\nIdempotency-Key: a\r\n"
                    + "Idempotency-Key: b\r\nRequest-Not-After: 2027-01-15T08:01:00Z\r\n"
                    + "connection: close\r\n\r\n", port: port)
            #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(answer)")
            #expect(answer.contains(#""field":"request_id""#))
            #expect(gateway.replica.proposals == 0)
        }
    }

    @Test func aBodyAboveTheLimitIsRefused() async throws {
        // Announced as too large, it is refused before it is sent.
        try await Self.withDoor { gateway, port in
            let size = DoorLimits.httpBodyBytes + 1
            let body = String(repeating: " ", count: size)
            let answer = try await Self.exchange(
                "POST /v1/rooms:mutate HTTP/1.1\r\nhost: x\r\ncontent-length: \(size)\r\n"
                    + "connection: close\r\n\r\n\(body)", port: port)
            #expect(answer.hasPrefix("HTTP/1.1 413 "), "\(answer)")
            #expect(answer.contains(#""field":"body""#))
            #expect(answer.contains("at most \(DoorLimits.httpBodyBytes) bytes"))
            #expect(gateway.replica.proposals == 0)
        }
    }

    @Test func statusAndFieldsOfRefusalsReachTheClient() async throws {
        try await Self.withDoor { gateway, port in
            let method = try await Self.exchange(
                "DELETE /v1/rooms/1 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", port: port)
            #expect(method.hasPrefix("HTTP/1.1 405 "))
            #expect(method.lowercased().contains("allow: get\r\n"))
            gateway.replica.notReadyReason = "starting"
            let ready = try await Self.exchange(
                "GET /readyz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", port: port)
            #expect(ready.hasPrefix("HTTP/1.1 503 "))
            #expect(ready.lowercased().contains("retry-after: 1\r\n"))
        }
    }

    @Test func aPortInUseIsNamed() async throws {
        try await Self.withDoor { gateway, port in
            let failure = await #expect(throws: DoorBindFailure.self) {
                try await Self.door(gateway, port: port).start(didFail: Self.unexpected)
            }
            #expect(failure?.cause == .addressInUse)
            #expect(failure?.description.contains("127.0.0.1:\(port)") == true)
            #expect(failure?.description.contains("--listen-http") == true)
        }
    }

    @Test func afterStoppingNobodyListens() async throws {
        let gateway = try GatewayFixture()
        let door = Self.door(gateway)
        let port = try await door.start(didFail: Self.unexpected).port
        await door.stop(within: .seconds(5))
        await #expect(throws: (any Error).self) {
            try await Self.exchange("GET /healthz HTTP/1.1\r\n\r\n", port: port)
        }
    }

    @Test func aDoorThatCanListenNoMoreSaysSo() async throws {
        // The listening socket fails under the door while a client is connected. Whoever runs the
        // door hears it at once, not when the client goes, and hears it once.
        let (failures, failure) = AsyncStream.makeStream(of: NodeFailure.self)
        let door = Self.door(try GatewayFixture())
        let port = try await door.start(didFail: { failure.yield($0) }).port
        let reason = try await Self.whileConnected(to: port) {
            try Self.shutDownListener(on: port)
            return await failures.first { _ in true }
        }
        #expect(reason?.description.hasPrefix("the http door failed: ") == true, "\(reason as Any)")
        await door.stop(within: .seconds(5))
        failure.finish()
        #expect(await failures.first { _ in true } == nil)
    }

    /// Runs `body` while a connection stays open whose first request was answered: one that was not
    /// taken yet would be lost with the listening socket.
    private static func whileConnected<Value: Sendable>(
        to port: Int, _ body: @Sendable () async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(
                ByteBuffer(string: "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"))
            for try await _ in inbound { break }
            return try await body()
        }
    }

    /// Shuts down the socket of this process that listens on `port`, which makes accepting fail.
    private static func shutDownListener(on port: Int) throws {
        for descriptor in CInt(0)..<1024 {
            var listens: CInt = 0
            var size = socklen_t(MemoryLayout<CInt>.size)
            guard getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0,
                listens != 0
            else { continue }
            var address = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let status = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    getsockname(descriptor, $0, &length)
                }
            }
            guard status == 0, Int(UInt16(bigEndian: address.sin_port)) == port else { continue }
            try #require(shutdown(descriptor, CInt(SHUT_RDWR)) == 0)
            return
        }
        Issue.record("no socket of this process listens on port \(port)")
    }
}
