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
    /// It was asked to end politely.
    var isStopping = false

    var dataDirectory: URL { self.directory.appendingPathComponent("data") }
    var log: URL { self.directory.appendingPathComponent("log") }
    var isMember: Bool { self.state != .new && self.state != .removed }
}
