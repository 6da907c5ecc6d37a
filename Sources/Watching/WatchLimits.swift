/// The bounds of watches.
package enum WatchLimits {
    /// Rooms that one watch names.
    package static let roomsPerWatch = 500
    /// Rooms that a watch of a filter follows at a time; a filter that matches more is refused.
    package static let roomsPerFilter = 50_000
    /// Watches of one connection of the native door, or of one gRPC session.
    package static let watchesPerConnection = 2048
    /// Watches of one node, all doors together.
    package static let watchesPerNode = 16_384
    /// Updates that wait for one reader; with one more the reader is too slow.
    package static let pendingUpdates = 4096
    /// Bytes of updates that wait for one reader, most of them shared with others.
    package static let pendingBytes = 4 << 20
    /// About what an update takes beside its bytes while it waits.
    package static let updateOverhead = 200
    /// Bytes that wait for the readers of all watches of one connection together; with more, the
    /// watch that holds most ends.
    package static let connectionBytes = 256 << 20
    /// The same for all watches of one event loop that are a call of their own, over HTTP or gRPC.
    package static let callBytesPerLoop = 256 << 20
    /// Changes that are kept while a read of a watch is under way.
    package static let heldChanges = 16_384
    /// Rooms whose snapshots are read at once when a watch begins.
    package static let roomsPerOpening = 16
    /// Bytes of snapshots after which no more are read at once.
    package static let openingBytes = 256 << 10
    /// Changes that are read from the rings at once when a watch resumes.
    package static let changesPerReplay = 1024
    /// Bytes of changes after which no more are read at once when a watch resumes.
    package static let replayBytes = 1 << 20
    /// Recent changes whose rooms a node remembers, so that a watch of a filter can resume.
    package static let recentChanges = 65_536
    /// Changes of one room that are told one by one, in one turn, to a watch that wants the latest;
    /// when there are more, it gets the room whole.
    package static let latestChangesPerTurn = 4
    /// For how many times as long as telling a batch took a loop does other work before it tells
    /// the next, so that watchers do not slow the writes that they watch.
    package static let fanOutRest = 128
    /// But for no longer than this, in milliseconds.
    package static let fanOutRestMilliseconds: Int64 = 200
    /// Watches that a turn of a loop may have to tell so that they are few, and told at once.
    package static let promptAudience = 128
    /// Updates that a loop tells to few watches without a rest, in a second, each change counted as
    /// `updatesLessPerChange` more: up to half of its time while little is written, and the less
    /// the more is.
    package static let promptUpdatesPerSecond = 80_000
    /// Of these, how many at once.
    package static let promptBurst = 256
    /// Updates that a turn of a loop tells to watches of every change while nothing else happens.
    ///
    /// They take a loop some 10 ms, so with the longest rest behind them a twentieth of its time.
    package static let updatesPerTurnOfLoop = 8192
    /// How many fewer that are for each change that came since the last turn; but never fewer than
    /// one for each change, so that one watch of everything is always told.
    ///
    /// So from 1,300 writes a second on, a loop tells two hundredths of its time and less.
    package static let updatesLessPerChange = 32
    /// Updates that a turn tells before it lets the loop do other work, some milliseconds.
    package static let updatesPerSlice = 4096
    /// Changes that a watch is offered before it is told, so that they do not count as waiting for
    /// a reader that keeps up.
    package static let changesPerOffer = 512
    /// Changes that one loop keeps for watches that it has not offered them yet.
    ///
    /// With more, those that are furthest behind end. It is two seconds of a room that is written
    /// at full speed.
    package static let backlogChanges = 16_384
    /// Bytes of these changes, encoded.
    package static let backlogBytes = 16 << 20
    /// For how long a watch may be behind, in milliseconds; less than readers wait for a sign.
    package static let behindMilliseconds: Int64 = 5000
    /// When a watch that ended because its node could not keep up should come back, in
    /// milliseconds, spread so that not all come at once.
    package static let retryAfterMilliseconds: ClosedRange<UInt32> = 3000...8000
    /// Watches of one loop that read again what they missed at the same time.
    package static let replaysAtOnce = 4
    /// Updates a second that a loop may tell to watches that read again what they missed, when its
    /// turns have nothing left for that.
    package static let replayedPerSecond = 1024
    /// Updates for which a loop that has rested may do so at once.
    package static let replayedAtOnce = 8192
    /// What a replay counts at least, in updates: a read is work whatever it brings.
    package static let updatesPerReplay = 16
    /// For how many microseconds of its read a replay counts one update, also when it brought none
    /// because what was missed is not kept any more.
    package static let replayMicrosecondsPerUpdate: Int64 = 5
    /// How often an idle watch may be told that it lives, in milliseconds.
    package static let progressMilliseconds: ClosedRange<UInt32> = 100...60_000
    package static let progressMillisecondsByDefault: UInt32 = 10_000
    /// How long a watch waits until this node has applied what its token has seen, in seconds.
    package static let tokenWaitSeconds: Int64 = 5
    /// Between two looks at which watches are idle, in milliseconds.
    package static let idleCheckMilliseconds: Int64 = 50
    /// Updates that are handed at once to a door whose library is asynchronous.
    package static let updatesPerTurn = 64
    /// Bytes of a resume token's text.
    package static let tokenCharacters = 512
}
