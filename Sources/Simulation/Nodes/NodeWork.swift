internal import Raft
internal import RoomReplica

/// What waits for, and is under way on, the threads of a node.
struct NodeWork {
    enum Log {
        case write(LogWrite)
        case fetch(LogFetch)
        case truncate(LogTruncation)

        var write: LogWrite? {
            if case .write(let write) = self { write } else { nil }
        }
    }

    enum Apply {
        case apply([Entry])
        case flush
        case restore(SnapshotInstall)
    }

    /// A flush under way: what it covers, while more is applied and written.
    struct Flush {
        var index: LogIndex
        var batches: UInt64
    }

    var mailbox: [NodeInput] = []
    var isTurnDue = false
    var log: [Log] = []
    /// What the log's thread has taken, all of it in one sync.
    var logBatch: [Log] = []
    var apply: [Apply] = []
    var isApplying = false
    var flush: Flush?
    var snapshots: [SnapshotTask] = []
    var isSnapshotting = false

    /// Whether a state database is to be opened, or just being opened.
    var isRestoring: Bool {
        self.apply.contains { if case .restore = $0 { true } else { false } }
    }
}
