import Logging
import NIOCore
import NIOPosix
import RoomServer

/// A native door on a port of the kernel's choice, in front of a gateway over a fake replica.
struct NativeDoorFixture {
    let gateway: GatewayFixture
    let door: NativeDoor
    let port: Int

    init(_ edit: (inout NativeDoor.Options) -> Void = { _ in }) async throws {
        self.gateway = try GatewayFixture()
        var options = NativeDoor.Options(address: Endpoint(host: "127.0.0.1", port: 0))
        edit(&options)
        self.door = NativeDoor(
            gateway: self.gateway.gateway, group: MultiThreadedEventLoopGroup.singleton,
            options: options, logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
        self.port = try await self.door.start().port
    }

    var replica: FakeReplica { self.gateway.replica }

    /// Runs `body` and stops the door, whatever comes.
    func run(_ body: (NativeDoorFixture) async throws -> Void) async throws {
        do {
            try await body(self)
        } catch {
            await self.door.stop(within: .zero)
            throw error
        }
        await self.door.stop(within: .zero)
    }
}
