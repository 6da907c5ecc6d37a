package import Raft

/// When the rooms are flushed, and how much of the log may go afterwards.
package struct LogRetention: Sendable {
    private let options: SnapshotOptions
    /// Handed out for apply since the last flush was asked for.
    private var entries = 0
    private var bytes = 0
    private var isFlushing = false
    /// The rooms are durable up to here without the log.
    private(set) var flushedIndex = LogIndex.zero

    package init(options: SnapshotOptions) {
        self.options = options
    }

    package mutating func didHandOut(_ entries: [Entry]) {
        self.entries += entries.count
        self.bytes += entries.reduce(0) { $0 + $1.size }
    }

    /// Whether the rooms are to be flushed now.
    package mutating func takeFlush() -> Bool {
        guard !self.isFlushing,
            self.entries >= self.options.intervalEntries
                || self.bytes >= self.options.intervalBytes
        else { return false }
        self.isFlushing = true
        self.entries = 0
        self.bytes = 0
        return true
    }

    package mutating func didFlush(through index: LogIndex) {
        self.isFlushing = false
        self.flushedIndex = max(self.flushedIndex, index)
    }

    /// How much of the log may go; at most up to what is flushed.
    ///
    /// - Parameters:
    ///   - slowest: what the slowest member that answers has, on a leader.
    ///   - last: the end of the log.
    ///   - snapshot: what a snapshot on its way asks to be kept after.
    package func truncation(slowest: LogIndex?, last: LogIndex, snapshot: LogIndex?) -> LogIndex {
        var index = self.flushedIndex.rawValue
        index -= min(index, UInt64(self.options.trailingEntries))
        if let slowest, slowest.rawValue < index {
            let floor = last.rawValue - min(last.rawValue, UInt64(self.options.laggingEntries))
            index = max(slowest.rawValue, min(index, floor))
        }
        if let snapshot {
            index = min(index, snapshot.rawValue)
        }
        return LogIndex(index)
    }
}
