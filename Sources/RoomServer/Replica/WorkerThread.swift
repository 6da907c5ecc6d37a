internal import Dispatch
internal import Foundation

/// A named thread of its own that runs one function to its end.
///
/// The replica, the log and the apply loop block on disks and semaphores, so they must not borrow a
/// thread of the cooperative pool or of an event loop.
final class WorkerThread: Sendable {
    private let ended = DispatchGroup()

    init(name: String, body: @escaping @Sendable () -> Void) {
        let ended = self.ended
        ended.enter()
        let thread = Thread {
            body()
            ended.leave()
        }
        thread.name = name
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// Waits until the function has returned.
    ///
    /// Must not be called on the thread itself.
    func join() {
        self.ended.wait()
    }
}
