package import Raft
package import RoomReplica

/// What the thread that owns the rooms is given to do.
package enum ApplyWork: Sendable {
    case apply([Entry])
    /// Store what has gathered, for readers of the database.
    case store(completion: @Sendable () -> Void)
    /// Store what has gathered and make it durable.
    case flush
    /// Go on with the state of an installed snapshot.
    case restore(SnapshotInstall)
    case stop
}

/// What became of it.
package enum ApplyReply: Sendable {
    case applied(ApplyResult)
    /// The rooms are durable up to here.
    case flushed(LogIndex)
    /// The state database was exchanged for a snapshot's.
    case restored(AppliedState)
}
