import RoomProtocol
import RoomState
import Watching

/// One watch of the rooms of a test.
///
/// A reader that asks for more ends a turn: what changed since it asked before is told as a node
/// tells it, every change to one that wants them all, and the newest of a room that changed often
/// to one that wants the latest.
struct RoomTestWatch {
    var watcher: Watcher
    /// For a reader that wants the latest: what changed since it asked before.
    private var turn: [WatchedChange] = []
    private var changesOfTurn: [RoomID: Int] = [:]
    private var lastTold: GroupTime
    /// Whether there may be something that the reader has not asked for.
    private(set) var hasNews = true
    private(set) var isInterrupted = false
    private var reader: CheckedContinuation<Void, Never>?

    init(_ watcher: Watcher, at time: GroupTime) {
        self.watcher = watcher
        self.lastTold = time
    }

    // MARK: What happens

    mutating func publish(_ batch: WatchBatch) {
        for change in batch.changes where self.watcher.plan.concerns(change.change.roomID) {
            if self.watcher.plan.isLossless {
                self.watcher.offer(change)
            } else {
                self.gather(change)
            }
            self.hasNews = true
        }
        if self.watcher.plan.isLossless { self.watcher.advance(to: batch.through) }
        if self.hasNews { self.wake() }
    }

    mutating func interrupt() {
        self.isInterrupted = true
        self.hasNews = true
        self.wake()
    }

    /// Has the reader look whether it is to be told that nothing happened.
    mutating func wakeIfIdle(at time: GroupTime) {
        guard self.isIdle(at: time) else { return }
        self.hasNews = true
        self.wake()
    }

    // MARK: The reader

    /// What has to be told to a watch for the latest is offered; nothing else is under way.
    mutating func beginTurn() {
        self.hasNews = false
        for change in self.turn { self.watcher.offer(change) }
        self.turn = []
        self.changesOfTurn = [:]
    }

    mutating func told(at time: GroupTime) {
        self.lastTold = time
        self.hasNews = true
    }

    func isIdle(at time: GroupTime) -> Bool {
        let interval = self.watcher.plan.progressInterval
        return .milliseconds(time.milliseconds - self.lastTold.milliseconds) >= interval
    }

    /// Resumes `continuation` as soon as the reader should ask again.
    mutating func park(_ continuation: CheckedContinuation<Void, Never>) {
        self.reader = continuation
        if self.hasNews { self.wake() }
    }

    mutating func wake() {
        self.reader.take()?.resume()
    }

    /// Keeps the changes of a room while they may be told one by one, otherwise the newest.
    private mutating func gather(_ change: WatchedChange) {
        let room = change.change.roomID
        self.changesOfTurn[room, default: 0] += 1
        if self.changesOfTurn[room, default: 0] > WatchLimits.latestChangesPerTurn {
            self.turn.removeAll { $0.change.roomID == room }
        }
        self.turn.append(change)
    }
}
