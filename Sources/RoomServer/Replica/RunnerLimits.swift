/// The bounds of the queues into the threads of a node.
enum RunnerLimits {
    /// Requests and frames that wait for the replica's thread.
    static let replicaMailbox = 131_072
    /// Work that waits for the log's thread; what it is given is bounded by Raft's own limits.
    static let logMailbox = 65_536
    /// Batches that wait for the apply thread; Raft hands out one at a time.
    static let applyMailbox = 64
    /// Tasks that wait for the snapshot thread; chunks in flight bound them.
    static let snapshotMailbox = 1024
    /// Queries that wait to be run, or for what they read to be stored.
    static let queries = 4096
    /// Pieces of a backup that wait to be read.
    static let backupMailbox = 64
    /// For how long a backup is kept that nobody reads.
    static let backupIdle = Duration.seconds(20)
    /// Ticks between two looks at the deadlines of waiting callers.
    static let ticksPerExpiry = 5
}
