import Logging
import NIOPosix
import PeerTransport
import RoomMapping
import RoomProtocol
import RoomReplica
package import RoomStorage
import ServiceLifecycle

/// One running node: its directory, its replica, its links and its doors.
///
/// `start` opens and binds everything before anything is written; `run` waits until the node is
/// told to stop or a part of it fails, and then takes it down in the reverse order.
package final class RoomNode: Service {
    package struct Options: Sendable {
        package var configuration: ServerConfiguration
        package var failpoints: Failpoints
        package var doors: [ExtraDoor]
        /// Ends the process at once when the disk or the data failed; called after the log line.
        package var failStop: @Sendable (NodeFailure) -> Void

        package init(
            configuration: ServerConfiguration, failpoints: Failpoints = Failpoints(),
            doors: [ExtraDoor] = [], failStop: @escaping @Sendable (NodeFailure) -> Void
        ) {
            self.configuration = configuration
            self.failpoints = failpoints
            self.doors = doors
            self.failStop = failStop
        }
    }

    typealias Runner = ReplicaRunner<MeasuredLogStorage, RocksStateStorage>

    /// Why `run` ends.
    enum Ending: Sendable {
        case told
        case failed(NodeFailure)
    }

    /// What listens to clients.
    struct Doors: Sendable {
        var native: NativeDoor
        var http: HTTPDoor
        var extra: [DoorTask]
    }

    /// How long a handover may take at most: far longer than one takes when a member is well.
    static let handoverLimit = Duration.seconds(2)

    let core: NodeCore
    let doors: Doors
    private let shutdown: Duration
    private let logger: Logger

    init(core: NodeCore, doors: Doors, shutdown: Duration, logger: Logger) {
        self.core = core
        self.doors = doors
        self.shutdown = shutdown
        self.logger = logger
    }

    /// Serves until a graceful shutdown or a failure; throws the failure.
    package func run() async throws {
        let endings = self.core.endings
        let ending = await withGracefulShutdownHandler {
            // A cancelled task ends the sequence: the same as being told to stop.
            await endings.first() ?? .told
        } onGracefulShutdown: {
            endings.end(.told)
        }
        await self.stop(because: ending)
        if case .failed(let failure) = ending { throw failure }
    }

    /// Reads certificate, key and authorities anew, as the log then tells; nothing without TLS.
    package func reloadCertificates() {
        guard let security = self.core.security else {
            return self.logger.notice("there is no certificate to read anew: the node has no TLS")
        }
        security.reload()
    }

    private func stop(because ending: Ending) async {
        let clock = ContinuousClock()
        let deadline = clock.now + self.shutdown
        switch ending {
        case .told: self.logger.info("stopping")
        case .failed(let failure):
            self.logger.error("stopping", metadata: ["reason": "\(failure)"])
        }
        self.core.replica.beginStopping()
        await self.handOver()
        // They would never be answered to the end; their readers go on elsewhere.
        self.core.rooms.watches.stop()
        let rest = max(.zero, clock.now.duration(to: deadline))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.doors.native.stop(within: rest) }
            group.addTask { await self.doors.http.stop(within: rest) }
            for door in self.doors.extra {
                group.addTask { await door.stop(within: rest) }
            }
        }
        await self.core.stop(logger: self.logger)
        self.logger.info("stopped")
    }

    private func handOver() async {
        switch await LeadershipHandover.perform(
            self.core.replica, within: min(Self.handoverLimit, self.shutdown / 2))
        {
        case .notNeeded: break
        case .handedOver(let leader):
            self.logger.info("handed leadership over", metadata: ["leader": "\(leader)"])
        case .failed(let failure):
            self.logger.warning(
                "leadership could not be handed over; the others will elect",
                metadata: ["reason": "\(Roomkeeper_V1_Error(failure).message)"])
        }
    }
}
