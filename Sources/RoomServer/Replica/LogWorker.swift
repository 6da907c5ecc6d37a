import Dispatch
import Raft
import RoomReplica

/// The thread that owns the log's disk: it drains all waiting writes into ONE synced batch.
///
/// While a sync is under way the next writes gather, which is all the batching there is. After an
/// error it does nothing more: the fate of what was to be synced cannot be told, so the node stops.
final class LogWorker<Log: LogStorage>: Sendable {
    private let log: Log
    private let mailbox = Mailbox<LogWork>(limit: RunnerLimits.logMailbox)
    private let replies: Mailbox<ReplicaInput>
    private let didFail: @Sendable (String) -> Void

    init(
        log: Log, replies: Mailbox<ReplicaInput>, didFail: @escaping @Sendable (String) -> Void
    ) {
        self.log = log
        self.replies = replies
        self.didFail = didFail
    }

    func perform(_ work: LogWork) {
        self.mailbox.postAlways(work)
    }

    /// Lets everything handed in so far be finished, then ends `run`.
    func stop() {
        self.mailbox.postAlways(.stop)
    }

    func run() {
        do throws(LogStorageError) {
            while true {
                var writes: [LogWrite] = []
                var fetches: [LogFetch] = []
                var truncation: LogTruncation?
                var isStopping = false
                for work in self.mailbox.take(until: .distantFuture) {
                    switch work {
                    case .write(let write): writes.append(write)
                    case .fetch(let fetch): fetches.append(fetch)
                    case .truncate(let newer): truncation = newer
                    case .stop: isStopping = true
                    }
                }
                if let last = writes.last {
                    try self.log.write(writes)
                    self.replies.postAlways(.durable(last.sequence))
                }
                for fetch in fetches {
                    let entries = try self.log.entries(
                        from: fetch.first, through: fetch.last, maxBytes: fetch.maxBytes)
                    self.replies.postAlways(.fetched(fetch, entries))
                }
                if let truncation {
                    try self.log.truncatePrefix(through: truncation.index, term: truncation.term)
                }
                if isStopping { return }
            }
        } catch {
            self.didFail("\(error); the node stops, because what was not synced is lost")
        }
    }
}
