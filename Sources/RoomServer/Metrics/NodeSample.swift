package import RoomReplica
package import RoomStorage

/// What a node's metrics show of its parts at one moment, besides what was counted all along.
package struct NodeSample: Sendable {
    /// `nil` until the replica runs.
    package var status: ReplicaStatus?
    package var peers: [PeerSample] = []
    package var databases: [DatabaseSample] = []
    /// Bytes that may still be written where the data directory is.
    package var freeBytes: UInt64?
    package var nativeConnections = 0
    package var requestsInFlight = 0
    package var watches: WatchHub?
    /// `nil` without TLS.
    package var security: SecuritySample?
    package var process = ProcessSample.current()

    package init() {}
}

/// The sizes of one of the node's databases.
package struct DatabaseSample: Sendable {
    /// `log` or `state`.
    package var name: String
    package var statistics: StorageStatistics

    package init(name: String, statistics: StorageStatistics) {
        self.name = name
        self.statistics = statistics
    }
}
