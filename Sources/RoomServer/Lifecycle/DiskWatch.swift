import Dispatch
import Logging
import RoomReplica
import Synchronization

/// Looks at the free space of the data directory's disk, and says when its level changes.
///
/// A disk fills and empties without anybody telling, so it is asked again and again.
final class DiskWatch: Sendable {
    /// How often it looks.
    ///
    /// A node that writes 100 MB/s stays well within the least watermark meanwhile.
    static let period = DispatchTimeInterval.milliseconds(500)

    private struct State {
        var level = DiskLevel.normal
        var isStopped = false
        var hasFailed = false
    }

    private let watermarks: DiskWatermarks
    private let free: @Sendable () throws -> UInt64
    private let didChange: @Sendable (DiskLevel) -> Void
    private let logger: Logger
    private let queue = DispatchQueue(label: "roomkeeper.disk-watch", qos: .utility)
    private let state = Mutex(State())

    /// - Parameters:
    ///   - free: the free bytes, by asking the disk.
    ///   - didChange: called with each new level.
    init(
        watermarks: DiskWatermarks, logger: Logger, free: @escaping @Sendable () throws -> UInt64,
        didChange: @escaping @Sendable (DiskLevel) -> Void
    ) {
        self.watermarks = watermarks
        self.logger = logger
        self.free = free
        self.didChange = didChange
    }

    /// Looks at once, and then every `period` until `stop`.
    func start() {
        self.look()
        self.scheduleNext()
    }

    func stop() {
        self.state.withLock { $0.isStopped = true }
    }

    private func scheduleNext() {
        self.queue.asyncAfter(deadline: .now() + Self.period) { [weak self] in
            guard let self, !self.state.withLock({ $0.isStopped }) else { return }
            self.look()
            self.scheduleNext()
        }
    }

    /// Asks the disk once.
    func look() {
        let free: UInt64
        do {
            free = try self.free()
        } catch {
            // Without an answer the last level stands; writes find out by themselves what is wrong.
            let isFirst = self.state.withLock { state in
                defer { state.hasFailed = true }
                return !state.hasFailed
            }
            if isFirst {
                self.logger.error(
                    "the free space of the data directory cannot be told",
                    metadata: ["reason": "\(error)"])
            }
            return
        }
        let news = self.state.withLock { state -> DiskLevel? in
            state.hasFailed = false
            let level = self.watermarks.level(free: free, before: state.level)
            guard level != state.level else { return nil }
            state.level = level
            return level
        }
        guard let news else { return }
        self.log(news, free: free)
        self.didChange(news)
    }

    private func log(_ level: DiskLevel, free: UInt64) {
        let metadata: Logger.Metadata = [
            "freeBytes": "\(free)", "low": "\(self.watermarks.low)",
            "critical": "\(self.watermarks.critical)",
        ]
        switch level {
        case .normal:
            self.logger.notice("the disk has room again", metadata: metadata)
        case .low:
            self.logger.warning(
                "the disk is nearly full: a leader here refuses all but the ending of rooms",
                metadata: metadata)
        case .critical:
            self.logger.error(
                "the disk is full: this node takes no more entries", metadata: metadata)
        }
    }
}
