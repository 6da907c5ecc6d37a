package import Logging
package import RoomReplica
import Synchronization

/// Writes the changes of a node's state to its log, as they come from the replica's thread.
package final class NodeStateReporter: Sendable {
    private let log = Mutex(NodeStateLog())
    private let logger: Logger

    package init(logger: Logger) {
        self.logger = logger
    }

    package func report(_ status: ReplicaStatus) {
        for line in self.log.withLock({ $0.lines(for: status) }) {
            self.logger.log(
                level: line.level, "\(line.message)",
                metadata: line.metadata.mapValues { .string($0) })
        }
    }
}
