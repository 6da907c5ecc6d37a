import ChaosHarness
import NIOCore
import NIOPosix
import Testing

/// Ports that belong to a node, whether it runs or not.
@Suite struct ReservedPortsTests {
    private let loops = MultiThreadedEventLoopGroup.singleton

    private func listen(on port: Int, sharing: Bool) async throws -> any Channel {
        try await ServerBootstrap(group: self.loops)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: sharing ? 1 : 0)
            .bind(host: "127.0.0.1", port: port).get()
    }

    private func isRefused(at port: Int) async throws -> Bool {
        do {
            let channel = try await ClientBootstrap(group: self.loops)
                .connect(host: "127.0.0.1", port: port).get()
            try await channel.close()
            return false
        } catch is NIOConnectionError {
            return true
        }
    }

    @Test func aNodeMayListenThereAgainAndAgain() async throws {
        let ports = try ReservedPorts(2)
        #expect(Set(ports.numbers).count == 2)
        let port = ports.numbers[0]
        for _ in 0..<3 {
            #expect(try await self.isRefused(at: port))
            let server = try await self.listen(on: port, sharing: true)
            #expect(try await !self.isRefused(at: port))
            try await server.close()
        }
        withExtendedLifetime(ports) {}
    }

    @Test func nobodyElseGetsThem() async throws {
        let ports = try ReservedPorts(1)
        let port = ports.numbers[0]
        await #expect(throws: IOError.self) { try await self.listen(on: port, sharing: false) }
        withExtendedLifetime(ports) {}
    }
}
