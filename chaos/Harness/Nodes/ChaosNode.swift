import Foundation

/// What the harness knows of one node.
struct ChaosNode: Sendable {
    enum State: String, Sendable {
        /// Has a directory, and was not started yet.
        case new
        case running
        case paused
        case down
        /// Its data directory is not what the others remember; it runs, and serves nothing.
        case refused
        /// No member any more; ended.
        case removed
    }

    let place: NodePlace
    let directory: URL
    let control: ShimControl
    var state = State.new
    var process: ChildProcess?
    /// How often it was started, so that the end of an earlier process is not taken for this one's.
    var lives = 0
    /// How often it was started or resumed.
    var changes = 0
    /// Ends that are expected, such as of a node whose disk fails.
    var mayEnd = false
    /// Of its log, when the process was started.
    var logBytesAtStart: UInt64 = 0
    /// It was asked to end politely.
    var isStopping = false

    var dataDirectory: URL { self.directory.appendingPathComponent("data") }
    var log: URL { self.directory.appendingPathComponent("log") }
    var logBytes: UInt64 {
        let attributes = try? FileManager.default.attributesOfItem(atPath: self.log.path)
        return attributes?[.size] as? UInt64 ?? 0
    }
    /// The process has not come to its first word.
    var hasSaidNothing: Bool { self.logBytes == self.logBytesAtStart }
    var isMember: Bool { self.state != .new && self.state != .removed }
}
