import RocksDB
import Synchronization

/// The directory of a state database that is no longer used, deleted as soon as it is closed.
///
/// Whoever still reads it keeps it open; then the last of them deletes it, on its own thread.
final class RetiredState: Sendable {
    private let path: String
    private let failpoints: Failpoints
    /// Nobody else may open the data directory while something of it is still to be deleted.
    private let lock: DirectoryLock?
    private let outcome = Mutex<(any Error)?>(nil)

    init(path: String, failpoints: Failpoints, lock: DirectoryLock?) {
        self.path = path
        self.failpoints = failpoints
        self.lock = lock
    }

    /// Why it could not be deleted, if that was tried and failed.
    var failure: (any Error)? { self.outcome.withLock { $0 } }

    func deleteWhenClosed(_ database: Database) {
        database.whenClosed { self.delete() }
    }

    private func delete() {
        do {
            try self.failpoints.pass(.before, .stateDelete)
            try FileSystem.removeTree(self.path)
            try self.failpoints.pass(.after, .stateDelete)
        } catch {
            // What is left is deleted when the data directory is opened the next time.
            self.outcome.withLock { $0 = error }
        }
    }
}
