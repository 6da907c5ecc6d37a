import NIOCore
import NIOPosix
import RoomServer
import Testing

@Suite struct LifecycleListeningSocketTests {
    private static let anyPort = Endpoint(host: "127.0.0.1", port: 0)

    @Test func thePortThatTheKernelChoseIsToldAndTaken() throws {
        let socket = try ListeningSocket(door: "grpc", at: Self.anyPort)
        #expect(socket.endpoint.port > 0)
        // A second door at the same place is told which door and which address.
        let error = try #require(throws: DoorBindFailure.self) {
            try ListeningSocket(door: "http", at: socket.endpoint)
        }
        #expect(error.door == "http")
        #expect(error.address == socket.endpoint)
        #expect(error.cause == .addressInUse)
    }

    @Test func aSocketThatNobodyTookIsClosed() throws {
        var socket: ListeningSocket? = try ListeningSocket(door: "grpc", at: Self.anyPort)
        let endpoint = try #require(socket?.endpoint)
        socket = nil
        _ = try ListeningSocket(door: "grpc", at: endpoint)
    }

    @Test func connectionsReachWhoeverTookTheDescriptor() async throws {
        let socket = try ListeningSocket(door: "grpc", at: Self.anyPort)
        let group = MultiThreadedEventLoopGroup.singleton
        let accepted = group.next().makePromise(of: Void.self)
        let server = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                accepted.succeed()
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            .withBoundSocket(NIOBSDSocket.Handle(socket.takeDescriptor())).get()
        let client = try await ClientBootstrap(group: group)
            .connect(host: "127.0.0.1", port: socket.endpoint.port).get()
        try await accepted.futureResult.get()
        try await client.close()
        try await server.close()
    }

    @Test func anAddressOfAnotherMachineIsRefused() throws {
        // TEST-NET-1 of RFC 5737: no machine has it.
        let error = try #require(throws: DoorBindFailure.self) {
            try ListeningSocket(door: "grpc", at: Endpoint(host: "192.0.2.1", port: 0))
        }
        #expect(error.cause == .addressNotOfThisMachine)
    }
}
