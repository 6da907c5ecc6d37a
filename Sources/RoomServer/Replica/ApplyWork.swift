import Raft

/// What the thread that owns the rooms is given to do.
enum ApplyWork: Sendable {
    case apply([Entry])
    /// Store what has gathered, for readers of the database.
    case store(completion: @Sendable () -> Void)
    /// Store what has gathered and make it durable.
    case flush
    /// Go on with the state of an installed snapshot.
    case restore(SnapshotInstall)
    case stop
}
